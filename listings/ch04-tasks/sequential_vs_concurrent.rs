//! Three services, one after another and all at once
use std::time::{Duration, Instant};

use tokio::join;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let data = [
        fetch("API-1", 2).await,
        fetch("API-2", 1).await,
        fetch("API-3", 3).await,
    ];
    let sequential = start.elapsed().as_secs_f64();
    println!("Sequential: {sequential:.2} s: {}", data.join(", "));

    let start = Instant::now();
    let (first, second, third) =
        join!(fetch("API-1", 2), fetch("API-2", 1), fetch("API-3", 3));
    let concurrent = start.elapsed().as_secs_f64();
    println!("Concurrent: {concurrent:.2} s: {first}, {second}, {third}");

    println!("Speedup: {:.2}x", sequential / concurrent);
    // ANCHOR_END: new
}

async fn fetch(name: &str, seconds: u64) -> String {
    sleep(Duration::from_secs(seconds)).await;
    println!("  {name} has answered");
    format!("data of {name}")
}
