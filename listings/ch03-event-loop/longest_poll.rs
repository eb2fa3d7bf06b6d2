//! How long does one poll of a task take?
use std::future::poll_fn;
use std::hint::black_box;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::task::yield_now;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: squares
    measure_polls("greedy", compute_squares(usize::MAX)).await;
    measure_polls("polite", compute_squares(2_000)).await;
    // ANCHOR_END: squares
}

// ANCHOR: squares

/// Squares a million numbers, and yields after each `batch_size` of them.
async fn compute_squares(batch_size: usize) {
    for number in 1..=1_000_000 {
        black_box(number * number);
        if number % batch_size == 0 {
            yield_now().await;
        }
    }
}
// ANCHOR_END: squares

// ANCHOR: measure
/// Measures how long each poll of the future takes.
async fn measure_polls(name: &str, future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    let mut polls = 0;
    let mut total = Duration::ZERO;
    let mut longest = Duration::ZERO;
    poll_fn(|context| {
        let start = Instant::now();
        let result = future.as_mut().poll(context);
        let time = start.elapsed();
        polls += 1;
        total += time;
        longest = longest.max(time);
        result
    })
    .await;

    let mean = total.as_micros() / polls;
    let longest = longest.as_micros();
    println!("{name}: polls {polls}, mean {mean} us, longest {longest} us");
}
// ANCHOR_END: measure
