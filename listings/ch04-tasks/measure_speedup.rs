//! How much faster is it?
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

const DELAY_SECONDS: [f64; 5] = [0.1, 0.2, 0.1, 0.3, 0.1];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let sequential = measure_seconds(async {
        for seconds in DELAY_SECONDS {
            wait(seconds).await;
        }
    });
    let sequential = sequential.await;
    println!("Sequential: {sequential:.2} s");

    let concurrent = measure_seconds(join_all(DELAY_SECONDS.map(wait))).await;
    println!("Concurrent: {concurrent:.2} s");
    println!("Speedup: {:.2}x", sequential / concurrent);
}

async fn measure_seconds(work: impl Future) -> f64 {
    let start = Instant::now();
    work.await;
    start.elapsed().as_secs_f64()
}
// ANCHOR_END: new

async fn wait(seconds: f64) {
    sleep(Duration::from_secs_f64(seconds)).await;
}
