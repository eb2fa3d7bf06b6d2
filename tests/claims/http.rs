//! What chapter 8 says about HTTP clients and servers, and no listing shows.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use axum::{Router, error_handling::HandleErrorLayer};
use std::future::pending;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};
use tower::limit::{ConcurrencyLimitLayer, GlobalConcurrencyLimitLayer};
use tower::load_shed::LoadShedLayer;
use tower::{BoxError, ServiceBuilder, ServiceExt};
use tower_http::timeout::TimeoutLayer;

/// Returns whether the router refuses a request to `/b` while one to `/a` is
/// in progress.
async fn refuses_another_route(app: Router) -> bool {
    let ask = |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        app.clone().oneshot(request)
    };
    let first = tokio::spawn(ask("/a"));
    sleep(Duration::from_millis(100)).await;
    let second = timeout(Duration::from_millis(500), ask("/b")).await;
    first.abort();
    second.is_ok_and(|response| response.unwrap().status().is_server_error())
}

fn two_routes() -> Router {
    let wait = || get(pending::<()>);
    Router::new().route("/a", wait()).route("/b", wait())
}

async fn refuse(_: BoxError) -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

#[tokio::test]
async fn only_a_global_concurrency_limit_counts_all_routes() {
    let own = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1));
    assert!(!refuses_another_route(two_routes().layer(own)).await);
    let global = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(1));
    assert!(refuses_another_route(two_routes().layer(global)).await);
}

#[tokio::test]
async fn axum_accepts_bodies_of_two_megabytes_by_default() {
    let app = Router::new().route("/", post(async |_: String| {}));
    for (bytes, status) in [
        (2 << 20, StatusCode::OK),
        ((2 << 20) + 1, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let body = Body::from("x".repeat(bytes));
        let request = Request::post("/").body(body).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn a_layer_does_not_see_a_request_before_its_head_is_complete() {
    let limit = Duration::from_millis(300);
    let status = StatusCode::GATEWAY_TIMEOUT;
    let app = Router::new()
        .route("/", get(|| async { "at last" }))
        .layer(TimeoutLayer::with_status_code(status, limit));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, app).into_future());
    let mut client = TcpStream::connect(address).await.unwrap();
    for part in ["GET / HTTP/1.1\r\n", "host: a\r\n", "\r\n"] {
        sleep(limit).await;
        client.write_all(part.as_bytes()).await.unwrap();
    }
    let mut head = [0; 15];
    client.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
}

#[tokio::test]
async fn a_connection_that_times_out_is_both_kinds_of_error() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let _first = TcpStream::connect(address).await.unwrap();
    let _second = TcpStream::connect(address).await.unwrap();
    let client = reqwest::Client::builder()
        .connect_timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let request = client.get(format!("http://{address}/")).send();
    let error = request.await.expect_err("the server's backlog is full");
    assert!(error.is_timeout() && error.is_connect(), "{error:?}");
}
