//! Two awaits, one after the other
use std::thread;
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let tea = prepare_blocking("tea");
    let toast = prepare_blocking("toast");
    println!("Blocking: {tea} and {toast} after {}", since(start));

    let start = Instant::now();
    let tea = prepare_async("tea").await;
    let toast = prepare_async("toast").await;
    println!("Awaiting: {tea} and {toast} after {}", since(start));
    // ANCHOR_END: new
}

// ANCHOR: new

fn prepare_blocking(order: &str) -> &str {
    thread::sleep(Duration::from_secs(2));
    order
}

async fn prepare_async(order: &str) -> &str {
    sleep(Duration::from_secs(2)).await;
    order
}
// ANCHOR_END: new

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
