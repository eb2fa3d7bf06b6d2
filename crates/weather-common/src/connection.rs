//! Sending and receiving messages with tokio, each with a deadline.

use crate::{
    LEFTOVER_TIMEOUT, MAX_MESSAGE_BYTES, REQUEST_TIMEOUT, Result,
    parse_request, to_json,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Accepts clients of this machine only.
pub async fn listen(port: u16) -> Result<TcpListener> {
    // Not `localhost`, because that name can also mean ::1.
    listen_on(Ipv4Addr::LOCALHOST.into(), port).await
}

/// Accepts clients that connect to this address of the machine.
pub async fn listen_on(address: IpAddr, port: u16) -> Result<TcpListener> {
    let listener = TcpListener::bind((address, port)).await;
    listener.map_err(|error| {
        let place = if address == Ipv4Addr::LOCALHOST {
            format!("port {port}")
        } else {
            format!("port {port} of {address}")
        };
        let help = "stop the program that uses it, or choose another port \
                    with `--port N`";
        format!("cannot open {place} ({error}): {help}").into()
    })
}

/// Connects to the server. `stage` is the example that the error recommends.
pub async fn connect(port: u16, stage: &str) -> Result<TcpStream> {
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
    server.map_err(|error| {
        let start = format!("cargo run --example {stage} -- server");
        let help = format!("start one with `{start} --port {port}`");
        format!("no server on port {port} ({error}): {help}").into()
    })
}

/// Reads one object, not to the end of the stream: the client keeps it open.
pub async fn read_request<T: DeserializeOwned>(
    client: &mut TcpStream,
    limit: Duration,
) -> Result<T> {
    in_time("request", limit, async {
        let mut request = Vec::new();
        loop {
            let room = MAX_MESSAGE_BYTES - request.len();
            let mut reader = (&mut *client).take(room as u64);
            let count =
                reader.read_buf(&mut request).await.map_err(|error| {
                    format!("the request did not arrive: {error}")
                })?;
            if let Some(parsed) = parse_request(&request)? {
                return Ok(parsed);
            }
            if request.len() == MAX_MESSAGE_BYTES {
                return Err("the request is over 64 KiB".into());
            }
            if count == 0 {
                return Err("the request ended before it was whole".into());
            }
        }
    })
    .await
}

/// Sends a message, and fails if the other side is known to be gone.
pub async fn send(
    stream: &mut TcpStream,
    message: &impl Serialize,
) -> Result<()> {
    let json = to_json(message)?;
    in_time("answer", REQUEST_TIMEOUT, async {
        stream.write_all(&json).await?;
        Ok(())
    })
    .await
}

/// Sends a message and the end of its line, as chapter 7's updates have it.
pub async fn send_line(
    client: &mut TcpStream,
    message: &impl Serialize,
) -> Result<()> {
    let mut line = to_json(message)?;
    line.push(b'\n');
    let written = async { Ok(client.write_all(&line).await?) };
    in_time("update", REQUEST_TIMEOUT, written).await
}

pub async fn send_and_close(
    client: &mut TcpStream,
    message: &impl Serialize,
) -> Result<()> {
    send(client, message).await?;
    close_gracefully(client).await
}

/// Ends our side, and then reads what is left. If unread bytes were waiting
/// when the connection is closed, the system would reset it, and the client
/// could lose its answer.
pub async fn close_gracefully(client: &mut TcpStream) -> Result<()> {
    client.shutdown().await?;
    // `shutdown` succeeds even if the client is gone; the socket knows.
    if let Some(error) = client.take_error()? {
        return Err(error.into());
    }
    let _ = timeout(LEFTOVER_TIMEOUT, copy(client, &mut sink())).await;
    Ok(())
}

/// Reads the whole answer, up to the end of the stream.
pub async fn read_answer(server: &mut TcpStream) -> Result<String> {
    let mut answer = String::new();
    let mut reader = server.take(MAX_MESSAGE_BYTES as u64);
    reader
        .read_to_string(&mut answer)
        .await
        .map_err(|error| format!("the answer did not arrive: {error}"))?;
    if answer.is_empty() {
        return Err("the server closed the connection without an answer".into());
    }
    Ok(answer)
}

/// Sets one deadline for all of `work`, so that a client that sends one byte
/// a second can't keep us busy forever. After the deadline, `work` is dropped.
pub async fn in_time<T>(
    operation: &str,
    limit: Duration,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    timeout(limit, work).await.unwrap_or_else(|_| {
        Err(format!("the {operation} did not arrive: it took too long").into())
    })
}
