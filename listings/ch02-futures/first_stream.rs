//! A stream, one item at a time
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: new
    let cities = stream::iter(["London", "Oslo", "Cairo"]);
    let mut forecasts = Box::pin(cities.then(temperature));

    while let Some((city, degrees)) = forecasts.next().await {
        println!("{city}: {degrees} after {}", since(start));
    }
    // ANCHOR_END: new
}

// ANCHOR: new

async fn temperature(city: &str) -> (&str, usize) {
    sleep(Duration::from_millis(200)).await;
    (city, 10 + city.len())
}
// ANCHOR_END: new

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
