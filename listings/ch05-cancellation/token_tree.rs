//! One token for the program, and a child for each request
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let shutdown = CancellationToken::new();
    let oslo = shutdown.child_token();
    let bergen = shutdown.child_token();
    let mut requests = JoinSet::new();
    requests.spawn(request("Oslo", oslo.clone()));
    requests.spawn(request("Bergen", bergen.clone()));

    sleep(Duration::from_millis(100)).await;
    println!("main: cancel the request for Oslo");
    oslo.cancel();
    sleep(Duration::from_millis(100)).await;
    println!("main: cancel everything");
    shutdown.cancel();
    requests.join_all().await;
    // ANCHOR_END: new
}

// ANCHOR: request
async fn request(city: &str, token: CancellationToken) {
    let answer = token.run_until_cancelled(fetch_weather(city)).await;
    match answer {
        Some(weather) => println!("{city}: {weather}"),
        None => println!("{city}: cancelled"),
    }
}
// ANCHOR_END: request

async fn fetch_weather(_city: &str) -> &'static str {
    sleep(Duration::from_millis(500)).await;
    "sunny"
}
