//! What a spawn, a wake, a message and a lock cost
use std::future::ready;
use std::hint::black_box;
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::task::yield_now;

const OPERATIONS_PER_ROUND: u32 = 100;
const ROUNDS: usize = 101;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: operations
    measure("await a future that's ready", async || {
        black_box(ready(1)).await;
    })
    .await;
    measure("yield, wake and poll again", yield_now).await;
    measure("spawn a task and await it", async || {
        tokio::spawn(ready(1)).await.unwrap();
    })
    .await;
    let (sender, mut receiver) = mpsc::channel(1);
    measure("send and receive a message", async || {
        sender.send(1).await.unwrap();
        black_box(receiver.recv().await);
    })
    .await;
    let counter = std::sync::Mutex::new(0);
    measure("lock std's mutex", async || {
        *black_box(&counter).lock().unwrap() += 1;
    })
    .await;
    let counter = tokio::sync::Mutex::new(0);
    measure("lock tokio's mutex", async || {
        *black_box(&counter).lock().await += 1;
    })
    .await;
    // ANCHOR_END: operations
}

// ANCHOR: measure
/// Prints the median of `ROUNDS` rounds, after a round that doesn't count.
async fn measure(name: &str, mut operation: impl AsyncFnMut()) {
    let mut nanoseconds = Vec::new();
    for round in 0..=ROUNDS {
        let start = Instant::now();
        for _ in 0..OPERATIONS_PER_ROUND {
            operation().await;
        }
        let time = start.elapsed() / OPERATIONS_PER_ROUND;
        if round > 0 {
            nanoseconds.push(time.as_nanos());
        }
    }
    nanoseconds.sort();
    println!("{name}: {} ns", nanoseconds[ROUNDS / 2]);
}
// ANCHOR_END: measure
