//! What chapter 8 says about HTTP clients and servers, and no listing shows.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use axum::{Router, error_handling::HandleErrorLayer};
use book_tests::root;
use std::future::pending;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};
use tower::limit::{ConcurrencyLimitLayer, GlobalConcurrencyLimitLayer};
use tower::load_shed::LoadShedLayer;
use tower::{BoxError, ServiceBuilder, ServiceExt};
use tower_http::timeout::TimeoutLayer;
use workbook::python::find_environment_interpreter;

async fn spawn_server(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, app).into_future());
    address
}

/// Returns whether the router refuses a request to `/b` while one to `/a` is
/// in progress.
async fn is_second_route_refused(app: Router) -> bool {
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
    assert!(!is_second_route_refused(two_routes().layer(own)).await);
    let global = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(1));
    assert!(is_second_route_refused(two_routes().layer(global)).await);
}

/// Returns the statuses of two requests that the server gets at the same time,
/// on two connections.
async fn statuses_of_two_requests(app: Router) -> [u16; 2] {
    let url = format!("http://{}/", spawn_server(app).await);
    let ask = async || reqwest::get(&url).await.unwrap().status().as_u16();
    let (first, second) = tokio::join!(ask(), ask());
    let mut statuses = [first, second];
    statuses.sort();
    statuses
}

#[tokio::test]
async fn a_concurrency_limit_that_is_not_global_starts_anew_per_connection() {
    let app = || {
        let wait = || sleep(Duration::from_millis(500));
        Router::new().route("/", get(wait))
    };
    let own = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1));
    let limited = app().layer(own.clone());
    assert_eq!(statuses_of_two_requests(limited).await, [200, 200]);
    // A router that has its state is turned into routes only once.
    let limited = app().layer(own).with_state(());
    assert_eq!(statuses_of_two_requests(limited).await, [200, 503]);
    let global = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(1));
    let limited = app().layer(global);
    assert_eq!(statuses_of_two_requests(limited).await, [200, 503]);
}

#[tokio::test]
async fn limits_of_layers_end_with_the_head_of_the_response() {
    const BODY_BYTES: usize = 20 << 20;
    let limit = Duration::from_millis(300);
    let layers = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(1))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            limit,
        ));
    let app = Router::new()
        .route("/", get(|| async { "x".repeat(BODY_BYTES) }))
        .layer(layers);
    let address = spawn_server(app).await;
    let mut clients = Vec::new();
    for _ in 0..2 {
        let mut client = TcpStream::connect(address).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        client.write_all(request).await.unwrap();
        let mut head = [0; 15];
        client.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 200 OK");
        clients.push(client);
    }
    sleep(limit * 2).await;
    for mut client in clients {
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).await.unwrap();
        assert!(rest.len() > BODY_BYTES, "{} bytes", rest.len());
    }
}

#[tokio::test]
async fn layers_do_not_limit_idle_connections() {
    let layers = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(refuse))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(1));
    let app = Router::new().route("/", get(async || "ok")).layer(layers);
    let address = spawn_server(app).await;
    let mut idle = Vec::new();
    for _ in 0..50 {
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    let mut client = idle.pop().unwrap();
    let request = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    client.write_all(request).await.unwrap();
    let mut head = [0; 15];
    client.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    for connection in idle {
        let error = connection.try_read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    }
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
    let mut client = TcpStream::connect(spawn_server(app).await).await.unwrap();
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

#[tokio::test]
async fn an_unsupported_scheme_is_a_connect_error() {
    // reqwest is built without TLS.
    let request = reqwest::get("https://127.0.0.1:1/").await;
    let error = request.expect_err("TLS isn't supported");
    assert!(error.is_connect(), "{error:?}");
    let error = format!("{error:?}");
    assert!(error.contains("scheme is not http"), "{error}");
}

/// A server that closes its first connection without an answer.
const BROKEN_CONNECTION: &str = r#"
import asyncio, aiohttp

async def main():
    connections = 0

    async def answer(reader, writer):
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        if connections > 1:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = "http://127.0.0.1:%d/" % server.sockets[0].getsockname()[1]
        for method in ["GET", "POST"]:
            connections = 0
            async with aiohttp.ClientSession() as session:
                try:
                    async with session.request(method, url) as response:
                        print(method, response.status, connections)
                except aiohttp.ServerDisconnectedError:
                    print(method, "fails", connections)

asyncio.run(main())
"#;

#[test]
fn aiohttp_repeats_a_get_once_if_its_connection_breaks() {
    let Some(python) = find_environment_interpreter(root()) else {
        assert!(std::env::var_os("CI").is_none(), "CI needs aiohttp");
        return;
    };
    let output = Command::new(python)
        .args(["-c", BROKEN_CONNECTION])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(printed, "GET 200 2\nPOST fails 1\n", "{output:?}");
}
