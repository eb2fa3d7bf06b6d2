//! Adapters for streams
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: new
    let warm: Vec<String> = stream::iter(["London", "Oslo", "Cairo", "Lima"])
        .then(temperature) // one city at a time
        .filter(|(_, degrees)| std::future::ready(*degrees > 10))
        .map(|(city, degrees)| format!("{city} {degrees}"))
        .take(2)
        .collect()
        .await;
    // ANCHOR_END: new
    println!(
        "{} after {:.2} s",
        warm.join(", "),
        start.elapsed().as_secs_f64()
    );
}

// ANCHOR: new
async fn temperature(city: &str) -> (&str, i32) {
    println!("Asking {city}");
    sleep(Duration::from_millis(200)).await;
    let degrees = match city {
        "London" => 14,
        "Oslo" => 3,
        "Cairo" => 31,
        _ => 22,
    };
    (city, degrees)
}
// ANCHOR_END: new
