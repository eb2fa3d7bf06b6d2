//! One client's connection that speaks HTTP/1.

use crate::client_stream::ClientStream;
use crate::request_phase::{CurrentWait, PhaseTrackingService, ReadLimits};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
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
pub const BUFFER_BYTES: usize = 64 * 1024;
/// How long a client that has just connected may still send its request when
/// the server stops.
const LATE_REQUEST_TIMEOUT: Duration = Duration::from_millis(200);
/// How long an answer that has been given up may still be on its way.
const FINAL_ANSWER_TIMEOUT: Duration = Duration::from_millis(500);

/// Serves the client's requests until it leaves, the server stops, or the
/// client sends a head that hyper can't read or that takes too long.
pub async fn serve_http(
    client: TcpStream,
    router: Router,
    limits: ReadLimits,
    shutdown: Shutdown,
) -> Result<()> {
    // Otherwise, an update might wait until the one before is acknowledged.
    client.set_nodelay(true)?;
    let current_wait = CurrentWait::new();
    let service = PhaseTrackingService {
        service: TowerToHyperService::new(router),
        current_wait: current_wait.clone(),
    };
    let stream = ClientStream::new(client, WRITE_TIMEOUT, limits, current_wait);
    let mut connection = http1::Builder::new()
        .half_close(true)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let stop = async {
        shutdown.stop_accepting.cancelled().await;
        sleep(LATE_REQUEST_TIMEOUT).await;
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

    let stream = connection.into_parts().io.into_inner();
    let refusal_status = stream.refusal_status;
    let mut client = stream.into_inner();
    let Err(error) = served else {
        return close_gracefully(&mut client).await;
    };
    let refusal = match refusal_status {
        Some(408) => Refusal::TOO_SLOW,
        Some(414) => Refusal::LONG_ADDRESS,
        Some(431) => Refusal::LONG_HEAD,
        Some(_) => Refusal::NOT_HTTP,
        // hyper leaves the first line of HTTP/2 without an answer.
        None if error.is_parse() => Refusal::NOT_HTTP,
        None if error.is_incomplete_message() => Refusal::INCOMPLETE,
        None => return Err(error.into()),
    };
    // The client may be gone, and the first error is the one to log.
    let _ = refusal.send(&mut client).await;
    let status = refusal.status;
    Err(RefusedRequest { status, error }.into())
}

/// The error of a connection whose client got a refusal with this status.
#[derive(Debug)]
pub struct RefusedRequest {
    status: u16,
    error: hyper::Error,
}

impl Display for RefusedRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let RefusedRequest { status, error } = self;
        write!(f, "its request was refused ({status}): {error}")
    }
}

impl Error for RefusedRequest {}

async fn wait_after_give_up(shutdown: &Shutdown) {
    shutdown.give_up.cancelled().await;
    sleep(FINAL_ANSWER_TIMEOUT).await;
}

/// An answer that hyper doesn't send, or sends without a body.
struct Refusal {
    status: u16,
    reason_phrase: &'static str,
    reason: &'static str,
}

impl Refusal {
    const NOT_HTTP: Refusal =
        Refusal::new(400, "Bad Request", "this is not a request of HTTP/1");
    const INCOMPLETE: Refusal = Refusal::new(
        400,
        "Bad Request",
        "the request ended before it was whole",
    );
    const TOO_SLOW: Refusal =
        Refusal::new(408, "Request Timeout", "the request took too long");
    const LONG_ADDRESS: Refusal =
        Refusal::new(414, "URI Too Long", "the address is too long");
    const LONG_HEAD: Refusal = Refusal::new(
        431,
        "Request Header Fields Too Large",
        "the head of the request is too long",
    );

    const fn new(
        status: u16,
        reason_phrase: &'static str,
        reason: &'static str,
    ) -> Refusal {
        Refusal {
            status,
            reason_phrase,
            reason,
        }
    }

    async fn send(&self, client: &mut TcpStream) -> Result<()> {
        let Refusal {
            status,
            reason_phrase,
            reason,
        } = self;
        let body = json!({ "error": reason }).to_string();
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} {reason_phrase}\r\n\
             content-type: application/json\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        in_time("answer", WRITE_TIMEOUT, async {
            Ok(client.write_all(answer.as_bytes()).await?)
        })
        .await?;
        close_gracefully(client).await
    }
}
