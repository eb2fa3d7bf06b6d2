//! A server that stays up whatever its clients do
use std::time::Duration;

use axum::error_handling::HandleErrorLayer;
use axum::extract::DefaultBodyLimit;
use axum::{BoxError, Router, http::StatusCode, routing::get, routing::post};
use futures::future::join_all;
use reqwest::Client;
use tokio::{net::TcpListener, time::sleep};
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

// ANCHOR: app
fn app() -> Router {
    // The first layer is the outermost one.
    let layers = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(2))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_millis(500),
        ))
        .layer(CatchPanicLayer::new())
        .layer(DefaultBodyLimit::max(1024));
    Router::new()
        .route("/work", get(|| sleep(Duration::from_millis(200))))
        .route("/forever", get(std::future::pending::<()>))
        .route("/panic", get(panic))
        .route("/upload", post(async |body: String| body))
        .layer(layers)
}

async fn refuse(_: BoxError) -> (StatusCode, &'static str) {
    (StatusCode::SERVICE_UNAVAILABLE, "try again later")
}
// ANCHOR_END: app

async fn panic() {
    panic!("a bug in a handler");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::panic::set_hook(Box::new(|_| println!("(a handler has panicked)")));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(axum::serve(listener, app()).into_future());
    let client = Client::new();

    // ANCHOR: requests
    for path in ["/work", "/panic", "/forever"] {
        let response = client.get(format!("{url}{path}")).send().await?;
        println!("{path}: {}", response.status());
    }
    for bytes in [1024, 1025] {
        let request = client.post(format!("{url}/upload"));
        let response = request.body("x".repeat(bytes)).send().await?;
        println!("/upload of {bytes} bytes: {}", response.status());
    }
    let requests = (0..4).map(|_| client.get(format!("{url}/work")).send());
    for response in join_all(requests).await {
        println!("one of four at once: {}", response?.status());
    }
    // ANCHOR_END: requests
    server.abort();
    Ok(())
}
