//! How much faster is it?
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

const DELAYS: [f64; 5] = [0.1, 0.2, 0.1, 0.3, 0.1];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let sequential = timed(async {
        for seconds in DELAYS {
            wait(seconds).await;
        }
    });
    let sequential = sequential.await;
    println!("Sequential: {sequential:.2} s");

    let concurrent = timed(join_all(DELAYS.map(wait))).await;
    println!("Concurrent: {concurrent:.2} s");
    println!("Speedup: {:.2}x", sequential / concurrent);
}

async fn timed(work: impl Future) -> f64 {
    let start = Instant::now();
    work.await;
    start.elapsed().as_secs_f64()
}
// ANCHOR_END: new

async fn wait(seconds: f64) {
    sleep(Duration::from_secs_f64(seconds)).await;
}
