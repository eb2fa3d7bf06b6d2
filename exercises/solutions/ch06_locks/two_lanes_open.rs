//! The pool has opened two lanes, but far more swimmers are in the water.
//! Let at most two swim at once, and let the others wait in order.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use futures::future::join_all;
use tokio::sync::Semaphore;
use tokio::time::sleep;

/// Lets the swimmer in as soon as there's a free lane.
pub async fn visit(pool: &Pool, seconds: u64) {
    // The variable keeps the permit until the swimmer leaves. A plain `_`
    // isn't a variable, so it would drop the permit immediately.
    let _lane = pool.lanes.acquire().await.unwrap();
    pool.swim(seconds).await;
}

/// A pool that counts its swimmers.
pub struct Pool {
    lanes: Semaphore,
    swimming: AtomicU32,
    peak_swimming: AtomicU32,
}

impl Pool {
    fn new(lanes: usize) -> Pool {
        Pool {
            lanes: Semaphore::new(lanes),
            swimming: AtomicU32::new(0),
            peak_swimming: AtomicU32::new(0),
        }
    }

    async fn swim(&self, seconds: u64) {
        let swimming = self.swimming.fetch_add(1, Relaxed) + 1;
        self.peak_swimming.fetch_max(swimming, Relaxed);
        sleep(Duration::from_secs(seconds)).await;
        self.swimming.fetch_sub(1, Relaxed);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn at_most_two_swim_at_once() {
        let pool = Pool::new(2);
        join_all([3, 1, 2, 2, 1].map(|seconds| visit(&pool, seconds))).await;
        let peak = pool.peak_swimming.load(Relaxed);
        assert_eq!(peak, 2, "{peak} swimmers were in two lanes");
    }

    #[tokio::test(start_paused = true)]
    async fn a_free_lane_is_used() {
        let pool = Pool::new(2);
        let start = Instant::now();
        join_all([2, 2, 2, 2].map(|seconds| visit(&pool, seconds))).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 4,
            "four visits of 2 s in two lanes should take 4 s, not {seconds} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn all_lanes_are_free_in_the_end() {
        let pool = Pool::new(2);
        join_all([1, 1, 1].map(|seconds| visit(&pool, seconds))).await;
        let free = pool.lanes.available_permits();
        assert_eq!(free, 2, "{free} lanes are free after the last swimmer");
    }
}
