//! Three workers overwrite each other's updates
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use futures::future::join_all;
use tokio::{spawn, time::sleep};

// ANCHOR: new
static COUNTER: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    join_all((1..=3).map(|worker| spawn(count_requests(worker)))).await;
    println!("15 updates, counter: {}", COUNTER.load(Relaxed));
}

async fn count_requests(worker: u32) {
    for _ in 0..5 {
        let value = COUNTER.load(Relaxed);
        sleep(Duration::from_millis(10)).await; // write to a log
        COUNTER.store(value + 1, Relaxed);
        println!("worker {worker} stores {}", value + 1);
    }
}
// ANCHOR_END: new
