//! The connections of browsers: each is served until it is closed, or until
//! it takes too long with a request.

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// How long the head of a request may take, also that of the next one on the
/// same connection. A browser opens another connection when it needs one.
const REQUEST_HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Accepts connections until this future is dropped.
pub async fn serve(mut listener: TcpListener, app: Router) -> Infallible {
    loop {
        let (stream, _) = Listener::accept(&mut listener).await;
        tokio::spawn(serve_connection(stream, app.clone()));
    }
}

async fn serve_connection(stream: TcpStream, app: Router) {
    // Events are short, and a page is to have each at once.
    let _ = stream.set_nodelay(true);
    // A connection that fails concerns only its browser.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
        .with_upgrades()
        .await;
}
