//! Sums of squares on the loop, on threads and with rayon
use std::hint::black_box;
use std::ops::Range;
use std::time::{Duration, Instant};

use futures::future::{join_all, try_join_all};
use rayon::prelude::*;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

const RANGE_ENDS: [u64; 3] = [1_000_000, 2_000_000, 3_000_000];
const PART: u64 = 100_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: loop
    let sums = RANGE_ENDS.map(|limit| async move { sum_of_squares(0..limit) });
    measure("on the loop", join_all(sums)).await;
    // ANCHOR_END: loop

    // ANCHOR: threads
    let sum_on_thread =
        |limit| spawn_blocking(move || sum_of_squares(0..limit));
    let sums = try_join_all(RANGE_ENDS.map(sum_on_thread));
    measure("on threads", async { sums.await.unwrap() }).await;
    // ANCHOR_END: threads

    measure("with rayon", sum_with_rayon()).await;
}

// ANCHOR: sum
fn sum_of_squares(numbers: Range<u64>) -> u64 {
    let mut sum = 0;
    for number in numbers {
        sum = black_box(sum + number * number);
    }
    sum
}
// ANCHOR_END: sum

// ANCHOR: rayon
async fn sum_with_rayon() -> Vec<u64> {
    let (sender, sums) = oneshot::channel();
    rayon::spawn(move || {
        let sums = RANGE_ENDS.par_iter().map(|limit| {
            let parts = (0..limit / PART).into_par_iter();
            parts
                .map(|part| sum_of_squares(part * PART..(part + 1) * PART))
                .sum()
        });
        let _ = sender.send(sums.collect());
    });
    sums.await.unwrap()
}
// ANCHOR_END: rayon

// ANCHOR: measure
async fn measure(title: &str, work: impl Future<Output = Vec<u64>>) {
    let start = Instant::now();
    let mut work = std::pin::pin!(work);
    let mut ticks = 0;
    let sums = loop {
        tokio::select! {
            biased;
            sums = &mut work => break sums,
            () = sleep(Duration::from_millis(5)) => ticks += 1,
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    println!("{title}: {seconds:.3} s, {ticks} ticks of the loop meanwhile");
    assert_eq!(sums[2], 8_999_995_500_000_500_000);
}
// ANCHOR_END: measure
