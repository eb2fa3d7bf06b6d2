//! A hundred requests, at most ten at once
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::{sync::Semaphore, task::JoinSet, time::sleep};

// ANCHOR: main
#[tokio::main]
async fn main() {
    let start = Instant::now();
    let client = Arc::new(Client::new(10));
    let mut tasks = JoinSet::new();
    for page in 0..100 {
        let client = Arc::clone(&client);
        tasks.spawn(async move { client.fetch(page).await });
    }
    let pages = tasks.join_all().await;

    let peak = client.peak.load(Relaxed);
    println!("{} pages, at most {peak} at once", pages.len());
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}
// ANCHOR_END: main

// ANCHOR: client
struct Client {
    permits: Semaphore,
    in_progress: AtomicU32,
    peak: AtomicU32,
}

impl Client {
    async fn fetch(&self, page: u32) -> String {
        let _permit = self.permits.acquire().await.unwrap();
        let in_progress = self.in_progress.fetch_add(1, Relaxed) + 1;
        self.peak.fetch_max(in_progress, Relaxed);
        sleep(Duration::from_millis(100)).await; // the network
        self.in_progress.fetch_sub(1, Relaxed);
        format!("page {page}")
    }
}
// ANCHOR_END: client

impl Client {
    fn new(limit: usize) -> Client {
        Client {
            permits: Semaphore::new(limit),
            in_progress: AtomicU32::new(0),
            peak: AtomicU32::new(0),
        }
    }
}
