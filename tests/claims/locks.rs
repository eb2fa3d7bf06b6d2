//! What chapter 6 says about locks, semaphores and signals.
//!
//! "Nothing is lost" is checked over 1000 seeds, with random delays in virtual
//! time.

mod deadlocks;
mod events;
mod permits;
mod updates;
mod which_mutex;

use fastrand::Rng;
use std::time::Duration;
use tokio::time::{sleep, timeout};

const SEED_COUNT: u64 = 1000;

/// Runs a test in virtual time, once for each seed.
fn run_for_each_seed<F: Future<Output = ()>>(test: impl Fn(Rng) -> F) {
    for seed in 0..SEED_COUNT {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(test(Rng::with_seed(seed)));
    }
}

/// Sleeps for up to 10 ms, in steps of a millisecond.
async fn random_sleep(random: &mut Rng) {
    sleep(Duration::from_millis(random.u64(0..=10))).await;
}

/// What becomes of a future that may never be ready.
async fn within_a_minute<T>(future: impl Future<Output = T>) -> Option<T> {
    timeout(Duration::from_secs(60), future).await.ok()
}
