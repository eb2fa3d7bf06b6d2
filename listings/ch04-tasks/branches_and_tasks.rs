//! Two branches of `join!`, then two tasks
use std::thread;
use std::time::{Duration, Instant};

use tokio::{join, spawn, task};

#[tokio::main(worker_threads = 2)]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let (a, b) = join!(compute(), compute());
    println!("join!: in {a} and in {b}, {}", since(start));

    let start = Instant::now();
    let (a, b) = (spawn(compute()), spawn(compute()));
    let (a, b) = (a.await.unwrap(), b.await.unwrap());
    println!("spawn: in {a} and in {b}, {}", since(start));
    // ANCHOR_END: new
}

// ANCHOR: new
/// Keeps its thread busy for 0.5 s and returns where it ran.
async fn compute() -> &'static str {
    thread::sleep(Duration::from_millis(500));
    match task::try_id() {
        Some(_) => "a task of its own",
        None => "main",
    }
}
// ANCHOR_END: new

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
