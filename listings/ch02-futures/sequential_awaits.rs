//! Two awaits, one after the other
use std::thread;
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let tea = blocking("tea");
    let toast = blocking("toast");
    println!("Blocking: {tea} and {toast} after {}", since(start));

    let start = Instant::now();
    let tea = awaiting("tea").await;
    let toast = awaiting("toast").await;
    println!("Awaiting: {tea} and {toast} after {}", since(start));
    // ANCHOR_END: new
}

// ANCHOR: new

fn blocking(order: &str) -> &str {
    thread::sleep(Duration::from_secs(2));
    order
}

async fn awaiting(order: &str) -> &str {
    sleep(Duration::from_secs(2)).await;
    order
}
// ANCHOR_END: new

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
