//! How long does a task hold the loop?
use std::future::poll_fn;
use std::hint::black_box;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::task::yield_now;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    measure("greedy", squares(usize::MAX)).await;
    measure("polite", squares(2_000)).await;
    // ANCHOR_END: new
}

// ANCHOR: new

/// Squares a million numbers, and gives way after each `turn` of them.
async fn squares(turn: usize) {
    for n in 1..=1_000_000 {
        black_box(n * n);
        if n % turn == 0 {
            yield_now().await;
        }
    }
}

/// Polls it as the loop would, and takes the time of each poll.
async fn measure(name: &str, future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    let (mut polls, mut all, mut longest) = (0, Duration::ZERO, Duration::ZERO);
    poll_fn(|context| {
        let start = Instant::now();
        let poll = future.as_mut().poll(context);
        let time = start.elapsed();
        (polls, all, longest) = (polls + 1, all + time, longest.max(time));
        poll
    })
    .await;

    let (mean, longest) = (all.as_micros() / polls, longest.as_micros());
    println!("{name}: polls {polls}, mean {mean} us, longest {longest} us");
}
// ANCHOR_END: new
