//! Two branches of `join!`, then two tasks
use std::thread;
use std::time::{Duration, Instant};

use tokio::{join, spawn, task};

#[tokio::main(worker_threads = 2)]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let (first, second) = join!(compute(), compute());
    println!("join!: in {first} and in {second}, {}", since(start));

    let start = Instant::now();
    let (first, second) = (spawn(compute()), spawn(compute()));
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    println!("spawn: in {first} and in {second}, {}", since(start));
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
