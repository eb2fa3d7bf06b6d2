//! Sending and receiving messages with tokio, each with a deadline.

use crate::{
    LEFTOVER_TIMEOUT, MAX_MESSAGE_BYTES, REQUEST_TIMEOUT, Result,
    parse_request, to_json,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// How many clients the system may connect before the server accepts them, if
/// the system's own limit allows it. With tokio's 128, a crowd that comes at
/// once would have to try again.
const BACKLOG: u32 = 4096;

/// How much may be parsed for one request, which is parsed from its start each
/// time when more of it has arrived. A client that sends single bytes would
/// otherwise keep a core busy for seconds.
const MAX_PARSED_BYTES: usize = 128 * MAX_MESSAGE_BYTES;

/// Accepts clients of this machine only.
pub async fn listen(port: u16) -> Result<TcpListener> {
    // Not `localhost`, because that name can also mean ::1.
    listen_on(Ipv4Addr::LOCALHOST.into(), port).await
}

/// Accepts clients that connect to this address of the machine.
pub async fn listen_on(address: IpAddr, port: u16) -> Result<TcpListener> {
    open_listener(SocketAddr::new(address, port)).map_err(|error| {
        let place = if address == Ipv4Addr::LOCALHOST {
            format!("port {port}")
        } else {
            format!("port {port} of {address}")
        };
        let help = match error.kind() {
            ErrorKind::AddrNotAvailable => {
                "choose an address that this machine has"
            }
            ErrorKind::PermissionDenied => {
                "choose a port that you may open, usually from 1024 on"
            }
            _ => {
                "stop the program that uses it, or choose another port with \
                 `--port N`"
            }
        };
        format!("cannot open {place} ({error}): {help}").into()
    })
}

fn open_listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // As `TcpListener::bind` does it. On Windows, it would let another program
    // open the same port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
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
    client: &mut (impl AsyncRead + Unpin),
    limit: Duration,
) -> Result<T> {
    in_time("request", limit, async {
        let mut request = Vec::new();
        let mut parsed_bytes = 0;
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
            parsed_bytes += request.len();
            if parsed_bytes > MAX_PARSED_BYTES {
                return Err("the request came in too many pieces".into());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Question;
    use std::net::TcpStream;

    #[tokio::test]
    async fn a_port_that_is_taken_is_an_error_with_advice() {
        // This network is for documentation, so no machine has its addresses.
        let foreign = IpAddr::from([192, 0, 2, 1]);
        let error = listen_on(foreign, 0).await.unwrap_err().to_string();
        assert!(error.contains("that this machine has"), "{error}");
        let listener = listen(0).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = listen(port).await.unwrap_err().to_string();
        assert!(error.contains("stop the program that uses it"), "{error}");
    }

    #[tokio::test]
    async fn a_request_in_single_bytes_is_refused_after_too_much_parsing() {
        let limit = Duration::from_secs(60);
        let padded = |length| {
            let spaces = " ".repeat(length);
            format!(r#"{spaces}{{"city": "Oslo"}}"#)
        };
        // This passes one byte at a time.
        let (mut client, mut server) = tokio::io::duplex(1);
        let short = padded(1000);
        let (_, question) = tokio::join!(
            client.write_all(short.as_bytes()),
            read_request::<Question>(&mut server, limit),
        );
        assert_eq!(question.unwrap().city, "Oslo");

        let (mut client, mut server) = tokio::io::duplex(1);
        let long = padded(10_000);
        let read = async {
            let question = read_request::<Question>(&mut server, limit).await;
            drop(server); // so that the client doesn't wait
            question.unwrap_err().to_string()
        };
        let (_, error) = tokio::join!(client.write_all(long.as_bytes()), read);
        assert!(error.contains("too many pieces"), "{error}");
    }

    /// With a backlog of 128, the system would drop the later ones.
    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn hundreds_of_clients_can_connect_before_they_are_accepted() {
        let limit_file = "/proc/sys/net/core/somaxconn";
        let limit = std::fs::read_to_string(limit_file).unwrap();
        if limit.trim().parse::<u32>().unwrap() < 1000 {
            println!("skipped: the system's limit is {limit}");
            return;
        }
        let listener = listen(0).await.unwrap();
        let address = listener.local_addr().unwrap();
        let timeout = Duration::from_secs(10);
        let clients: Vec<_> = (0..300)
            .map(|_| TcpStream::connect_timeout(&address, timeout).unwrap())
            .collect();
        drop(clients);
    }
}
