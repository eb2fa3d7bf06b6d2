//! In which order do two tasks start and finish?
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: spawn
    let task_a = tokio::spawn(work("A", 1000));
    let task_b = tokio::spawn(work("B", 500));
    println!("main has spawned both");
    task_a.await.unwrap();
    task_b.await.unwrap();
    // ANCHOR_END: spawn
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}

// ANCHOR: spawn

async fn work(name: &str, ms: u64) {
    println!("{name} starts");
    sleep(Duration::from_millis(ms)).await;
    println!("{name} finishes");
}
// ANCHOR_END: spawn
