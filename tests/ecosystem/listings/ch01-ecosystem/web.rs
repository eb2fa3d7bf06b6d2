//! An axum server, and a reqwest client.

use axum::{Router, extract::Path, routing::get};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::sleep;

async fn forecast(Path(city): Path<String>) -> String {
    sleep(Duration::from_millis(30)).await;
    format!("{city}: rain")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().route("/{city}", get(forecast));
    let server = tokio::spawn(async move {
        axum::serve(listener, app).await.unwrap();
    });
    let client = reqwest::Client::new();
    let requests = ["Lima", "Oslo"].map(|city| {
        let request = client.get(format!("http://{address}/{city}"));
        tokio::spawn(async move {
            let response = request.send().await.unwrap();
            (response.status(), response.text().await.unwrap())
        })
    });
    for request in requests {
        let (status, body) = request.await.unwrap();
        println!("{status}: {body}");
    }
    server.abort();
    println!("{}", server.await.unwrap_err());
}
