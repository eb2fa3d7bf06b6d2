//! Three results, in the order of the calls
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::join;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let (alpha, beta, gamma) =
        join!(work("Alpha", 1.0), work("Beta", 2.0), work("Gamma", 1.5));
    println!("join!: {alpha}, {beta}, {gamma}: {}", since(start));

    let start = Instant::now();
    let jobs = [("Alpha", 1.0), ("Beta", 2.0), ("Gamma", 1.5)];
    let futures = jobs.map(|(name, seconds)| work(name, seconds));
    let results: Vec<String> = join_all(futures).await;
    println!("join_all: {}: {}", results.join(", "), since(start));
    // ANCHOR_END: new
}

async fn work(name: &str, seconds: f64) -> String {
    sleep(Duration::from_secs_f64(seconds)).await;
    println!("  {name} ends");
    name.to_uppercase()
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
