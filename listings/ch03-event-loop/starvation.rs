//! A task that never yields starves the others
use std::hint::spin_loop;
use std::time::{Duration, Instant};

use tokio::task::yield_now;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: tasks
    println!("without a yield:");
    let task_a = tokio::spawn(compute_greedily("A"));
    let task_b = tokio::spawn(compute_greedily("B"));
    task_a.await.unwrap();
    task_b.await.unwrap();

    println!("with yield_now:");
    let task_a = tokio::spawn(compute_and_yield("A"));
    let task_b = tokio::spawn(compute_and_yield("B"));
    task_a.await.unwrap();
    task_b.await.unwrap();
    // ANCHOR_END: tasks
}

// ANCHOR: work
async fn compute_greedily(name: &str) {
    for part in 1..=3 {
        compute(name, part);
    }
}

async fn compute_and_yield(name: &str) {
    for part in 1..=3 {
        compute(name, part);
        yield_now().await;
    }
}
// ANCHOR_END: work

/// Keeps the thread busy for 50 ms.
fn compute(name: &str, part: u32) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(50) {
        spin_loop();
    }
    println!("{name} has computed part {part}");
}
