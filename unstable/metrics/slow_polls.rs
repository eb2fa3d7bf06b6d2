//! Reporting each slow poll, with the line where its task was spawned
use std::cell::Cell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use tokio::time::sleep;

const SLOW_MS: u128 = 100;

// ANCHOR: requests
async fn run_requests() {
    let waits = tokio::spawn(async { sleep(Duration::from_millis(300)).await });
    let computes = tokio::spawn(async {
        sleep(Duration::from_millis(10)).await;
        compute_for(Duration::from_millis(300));
    });
    waits.await.unwrap();
    computes.await.unwrap();
    println!("both requests are answered");
}
// ANCHOR_END: requests

// ANCHOR: hooks
thread_local! {
    /// When the poll that is running on this worker thread began.
    static POLL_START: Cell<Option<Instant>> = const { Cell::new(None) };
}

fn main() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .on_before_task_poll(|_| POLL_START.set(Some(Instant::now())))
        .on_after_task_poll(|task| {
            let start = POLL_START.take().unwrap();
            let ms = start.elapsed().as_millis();
            if ms > SLOW_MS {
                let place = task.spawned_at();
                let (file, line) = (place.file(), place.line());
                println!("a poll took {ms} ms, its task is from {file}:{line}");
            }
        })
        .build()
        .unwrap();
    runtime.block_on(run_requests());
}
// ANCHOR_END: hooks

fn compute_for(time: Duration) {
    let start = Instant::now();
    let mut number: u64 = 1;
    while start.elapsed() < time {
        number = black_box(number.wrapping_mul(31));
    }
}
