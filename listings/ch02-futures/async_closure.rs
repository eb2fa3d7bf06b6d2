//! A closure that awaits, and borrows
use std::time::Duration;

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let mut log = Vec::new();
    for_each_city(async |city| {
        let degrees = temperature(city).await;
        log.push(format!("{city} {degrees}"));
    })
    .await;
    println!("{}", log.join(", "));
    // ANCHOR_END: new
}

// ANCHOR: new

async fn for_each_city(mut ask: impl AsyncFnMut(&str)) {
    for city in ["London", "Paris", "Tokyo"] {
        println!("Asking {city}");
        ask(city).await;
    }
}
// ANCHOR_END: new

async fn temperature(city: &str) -> usize {
    sleep(Duration::from_millis(100)).await;
    14 + city.len()
}
