//! A blocking pool whose threads are all in use
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

// ANCHOR: main
fn main() {
    let start = Instant::now();
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(2)
        .build()
        .unwrap();
    runtime.block_on(run_requests(start));
    println!("block_on returns after {}", seconds_since(start));
    drop(runtime);
    println!("the runtime is gone after {}", seconds_since(start));
}
// ANCHOR_END: main

// ANCHOR: requests
async fn run_requests(start: Instant) {
    for number in 1..=5 {
        spawn_blocking(move || call_slow_api(number, start));
    }
    tokio::fs::metadata(".").await.unwrap();
    println!("the file access returns after {}", seconds_since(start));

    for number in 6..=7 {
        spawn_blocking(move || call_slow_api(number, start));
    }
    sleep(Duration::from_millis(100)).await;
}

fn call_slow_api(number: u32, start: Instant) {
    thread::sleep(Duration::from_millis(500));
    println!("call {number} returns after {}", seconds_since(start));
}
// ANCHOR_END: requests

fn seconds_since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
