//! One thread for all tasks, or several worker threads
use std::collections::HashSet;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::runtime::{Builder, Runtime};

// ANCHOR: runtimes
fn main() {
    let one_thread = Builder::new_current_thread().build().unwrap();
    run_four_tasks("current_thread", &one_thread);

    let two_workers = Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    run_four_tasks("multi_thread", &two_workers);
}

/// Occupies its thread for 0.25 s without ever yielding.
async fn occupy_thread() -> ThreadId {
    thread::sleep(Duration::from_millis(250));
    thread::current().id()
}
// ANCHOR_END: runtimes

fn run_four_tasks(name: &str, runtime: &Runtime) {
    let start = Instant::now();
    let threads: HashSet<ThreadId> = runtime.block_on(async {
        let tasks = (0..4).map(|_| tokio::spawn(occupy_thread()));
        let results = join_all(tasks).await;
        results.into_iter().map(Result::unwrap).collect()
    });
    let count = threads.len();
    let seconds = start.elapsed().as_secs_f64();
    println!("{name}: 4 tasks, threads used: {count}, {seconds:.2} s");
}
