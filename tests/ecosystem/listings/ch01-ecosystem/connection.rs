//! hyper on both ends of a pipe in memory, with hyper-util's executor.

use http_body_util::{BodyExt, Empty, Full};
use hyper::body::{Bytes, Incoming};
use hyper::rt::Executor;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::convert::Infallible;
use std::time::Duration;
use tokio::io::duplex;
use tokio::sync::oneshot;
use tokio::time::sleep;

async fn answer(
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    sleep(Duration::from_millis(20)).await;
    let path = request.uri().path().to_owned();
    Ok(Response::new(Full::from(format!("you asked for {path}"))))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (client, server) = duplex(1024);
    let executor = TokioExecutor::new();
    executor.execute(async {
        hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(server), service_fn(answer))
            .await
            .unwrap();
    });
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(client))
            .await
            .unwrap();
    let (closed, is_closed) = oneshot::channel();
    executor.execute(async {
        connection.await.unwrap();
        closed.send(()).unwrap();
    });
    for path in ["/lima", "/oslo"] {
        let request = Request::get(path).body(Empty::<Bytes>::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        println!("{status}: {}", String::from_utf8_lossy(&body));
    }
    drop(sender);
    is_closed.await.unwrap();
    println!("closed");
}
