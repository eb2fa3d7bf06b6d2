//! A graceful shutdown with a deadline
use std::time::{Duration, Instant};

use axum::{Router, extract::Path, routing::get};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

async fn work(Path(seconds): Path<u64>) -> String {
    sleep(Duration::from_secs(seconds)).await;
    format!("worked for {seconds} s")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // ANCHOR: requests
    let app = Router::new().route("/work/{seconds}", get(work));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    for seconds in [1, 60] {
        tokio::spawn(ask(format!("{url}/work/{seconds}")));
    }
    // ANCHOR_END: requests

    // ANCHOR: shutdown
    let stop = CancellationToken::new();
    let server = axum::serve(listener, app)
        .with_graceful_shutdown(stop.clone().cancelled_owned());
    let server = tokio::spawn(server.into_future());

    sleep(Duration::from_millis(500)).await;
    let start = Instant::now();
    stop.cancel();
    println!("stopping, two requests are in progress");
    match timeout(Duration::from_secs(2), server).await {
        Ok(result) => result??,
        Err(_) => println!("the deadline has passed"),
    }
    println!("stopped after {:.2} s", start.elapsed().as_secs_f64());
    // ANCHOR_END: shutdown
    Ok(())
}

async fn ask(url: String) {
    match reqwest::get(url).await {
        Ok(response) => println!("{}", response.text().await.unwrap()),
        Err(error) => println!("{error}"),
    }
}
