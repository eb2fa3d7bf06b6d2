//! A mutex that's locked only in a plain function
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::{join, spawn, time::sleep};

// ANCHOR: new
#[derive(Default)]
struct RequestCounter {
    count: Mutex<u32>,
}

impl RequestCounter {
    fn next(&self) -> u32 {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        *count
    } // The guard is dropped here.
}

async fn count_request(counter: Arc<RequestCounter>) {
    let number = counter.next();
    save(number).await;
}
// ANCHOR_END: new

async fn save(number: u32) {
    sleep(Duration::from_millis(100)).await;
    println!("request {number} is saved");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let counter = Arc::new(RequestCounter::default());
    let first = spawn(count_request(Arc::clone(&counter)));
    let second = spawn(count_request(Arc::clone(&counter)));
    let third = spawn(count_request(counter));
    let _ = join!(first, second, third);
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}
