//! What a lock costs, with each of the two mutexes
use std::sync::Arc;
use std::time::Instant;

use futures::future::join_all;
use tokio::spawn;

const TASKS: u32 = 4;
const LOCKS_PER_TASK: u32 = 100_000;

// ANCHOR: main
#[tokio::main(worker_threads = 2)]
async fn main() {
    let start = Instant::now();
    spawn(use_std(Arc::default())).await.unwrap();
    print_cost("std, one task", LOCKS_PER_TASK, start);

    let start = Instant::now();
    spawn(use_tokio(Arc::default())).await.unwrap();
    print_cost("tokio, one task", LOCKS_PER_TASK, start);

    let start = Instant::now();
    let counter = Arc::default();
    join_all((0..TASKS).map(|_| spawn(use_std(Arc::clone(&counter))))).await;
    print_cost("std, four tasks", TASKS * LOCKS_PER_TASK, start);

    let start = Instant::now();
    let counter = Arc::default();
    join_all((0..TASKS).map(|_| spawn(use_tokio(Arc::clone(&counter))))).await;
    print_cost("tokio, four tasks", TASKS * LOCKS_PER_TASK, start);
}
// ANCHOR_END: main

// ANCHOR: use
async fn use_std(counter: Arc<std::sync::Mutex<u32>>) {
    for _ in 0..LOCKS_PER_TASK {
        *counter.lock().unwrap() += 1;
    }
}

async fn use_tokio(counter: Arc<tokio::sync::Mutex<u32>>) {
    for _ in 0..LOCKS_PER_TASK {
        *counter.lock().await += 1;
    }
}
// ANCHOR_END: use

fn print_cost(what: &str, locks: u32, start: Instant) {
    let nanoseconds = start.elapsed().as_secs_f64() * 1e9 / f64::from(locks);
    println!("{what}: {nanoseconds:.0} ns for each lock");
}
