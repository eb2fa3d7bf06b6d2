//! Five workers, and at most two of them work at once
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::{sync::Semaphore, task::JoinSet, time::sleep};

// ANCHOR: meter
static WORKING: AtomicU32 = AtomicU32::new(0);
static PEAK: AtomicU32 = AtomicU32::new(0);
// ANCHOR_END: meter

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: spawn
    let semaphore = Arc::new(Semaphore::new(2));
    let mut workers = JoinSet::new();
    for (worker, seconds) in (1..).zip([1.0, 1.5, 1.2, 1.0, 1.1]) {
        let semaphore = Arc::clone(&semaphore);
        workers.spawn(work(worker, seconds, semaphore));
    }
    workers.join_all().await;
    // ANCHOR_END: spawn
    println!("Peak: {} workers", PEAK.load(Relaxed));
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}

// ANCHOR: work
async fn work(worker: u32, seconds: f64, semaphore: Arc<Semaphore>) {
    let permit = semaphore.acquire().await.unwrap();
    let working = WORKING.fetch_add(1, Relaxed) + 1;
    PEAK.fetch_max(working, Relaxed);
    println!("worker {worker} starts, {working} at work");

    sleep(Duration::from_secs_f64(seconds)).await;

    WORKING.fetch_sub(1, Relaxed);
    println!("worker {worker} ends");
    drop(permit);
}
// ANCHOR_END: work
