//! One client's connection that speaks HTTP/1.

use crate::client_stream::ClientStream;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use socket2::SockRef;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::select;
use tokio::time::sleep;
use weather_common::{Result, Shutdown, close_gracefully, in_time};

/// How long a client that stops reading may block the server's write.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);
/// How much the system, and hyper, each buffer for a client that doesn't read.
/// Without a limit, Linux lets its buffer grow to megabytes.
const BUFFER_BYTES: usize = 64 * 1024;
/// How long a client that has just connected may still send its request when
/// the server stops.
const LATE_REQUEST_TIME: Duration = Duration::from_millis(200);
/// How long an answer that has been given up may still be on its way.
const LAST_WORDS_TIME: Duration = Duration::from_millis(500);

/// Serves the client's requests until it leaves, the server stops, or it
/// sends a head that hyper can't read or that takes longer than
/// `head_timeout`.
pub async fn serve_http(
    client: TcpStream,
    router: Router,
    head_timeout: Duration,
    shutdown: Shutdown,
) -> Result<()> {
    SockRef::from(&client).set_send_buffer_size(BUFFER_BYTES)?;
    let stream = TokioIo::new(ClientStream::new(client, WRITE_TIMEOUT));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .half_close(true)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(stream, TowerToHyperService::new(router));
    let stop = async {
        shutdown.stop_accepting.cancelled().await;
        sleep(LATE_REQUEST_TIME).await;
    };
    let served_before_stop = select! {
        served = poll_fn(|c| connection.poll_without_shutdown(c)) => {
            Some(served)
        }
        () = stop => None,
    };
    let served = if let Some(served) = served_before_stop {
        served
    } else {
        Pin::new(&mut connection).graceful_shutdown();
        select! {
            served = poll_fn(|c| connection.poll_without_shutdown(c)) => served,
            () = wait_after_give_up(&shutdown) => {
                return Err("it was given up".into());
            }
        }
    };

    let parts = connection.into_parts();
    let stream = parts.io.into_inner();
    let refused_with = stream.refused_with;
    let mut client = stream.into_inner();
    match served {
        Ok(()) => close_gracefully(&mut client).await,
        Err(error) => {
            // A browser may open a connection and never use it.
            let is_unused = parts.read_buf.is_empty();
            let status = match refused_with {
                None if error.is_timeout() && is_unused => return Ok(()),
                None if error.is_timeout() => 408,
                // hyper leaves the first line of HTTP/2 without an answer.
                None if error.is_parse() => 400,
                None => return Err(error.into()),
                Some(status) => status,
            };
            // The client may be gone, and the first error is the one to log.
            let _ = refuse(&mut client, status).await;
            Err(format!("its request was refused ({status}): {error}").into())
        }
    }
}

async fn wait_after_give_up(shutdown: &Shutdown) {
    shutdown.give_up.cancelled().await;
    sleep(LAST_WORDS_TIME).await;
}

/// Sends the answer that hyper doesn't send, or sends without a body.
async fn refuse(client: &mut TcpStream, status: u16) -> Result<()> {
    let (name, reason) = match status {
        408 => ("Request Timeout", "the request took too long"),
        414 => ("URI Too Long", "the address is too long"),
        431 => (
            "Request Header Fields Too Large",
            "the head of the request is too long",
        ),
        _ => ("Bad Request", "this is not a request of HTTP/1"),
    };
    let body = json!({ "error": reason }).to_string();
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status} {name}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    in_time("answer", WRITE_TIMEOUT, async {
        Ok(client.write_all(answer.as_bytes()).await?)
    })
    .await?;
    close_gracefully(client).await
}
