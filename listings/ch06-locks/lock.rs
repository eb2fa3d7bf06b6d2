//! Three workers share a counter behind a mutex
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::{spawn, sync::Mutex, time::sleep};

// ANCHOR: new
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let counter = Arc::new(Mutex::new(0));
    let workers = (1..=3).map(|worker| {
        let counter = Arc::clone(&counter);
        spawn(count_requests(worker, counter))
    });
    join_all(workers).await;
    println!("15 updates, counter: {}", counter.lock().await);
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}

async fn count_requests(worker: u32, counter: Arc<Mutex<u32>>) {
    for _ in 0..5 {
        let mut guard = counter.lock().await;
        let value = *guard;
        sleep(Duration::from_millis(10)).await; // write to a log
        *guard = value + 1;
        println!("worker {worker} stores {}", *guard);
    } // The guard is dropped here, which releases the lock.
}
// ANCHOR_END: new
