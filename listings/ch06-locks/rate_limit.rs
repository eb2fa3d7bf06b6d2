//! Three requests at once, then five per second
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

// ANCHOR: bucket
const BURST: usize = 3;

struct RateLimiter {
    tokens: Semaphore,
}

impl RateLimiter {
    /// Waits for a token and uses it up.
    async fn wait_for_token(&self) {
        let token = self.tokens.acquire().await.unwrap();
        token.forget();
    }

    /// Adds five tokens per second, but never more than `BURST`.
    async fn refill(&self) {
        let mut ticks = interval(Duration::from_millis(200));
        // Ticks that were missed don't come back as a burst.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await; // The first tick comes immediately.
        loop {
            ticks.tick().await;
            if self.tokens.available_permits() < BURST {
                self.tokens.add_permits(1);
            }
        }
    }
}
// ANCHOR_END: bucket

static PEAK: AtomicU32 = AtomicU32::new(0);
static IN_PROGRESS: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let tokens = Semaphore::new(BURST);
    let limiter = Arc::new(RateLimiter { tokens });
    let start = Instant::now();

    let mut requests = JoinSet::new();
    for number in 1..=8 {
        let limiter = Arc::clone(&limiter);
        requests.spawn(async move {
            limiter.wait_for_token().await;
            let seconds = start.elapsed().as_secs_f64();
            println!("request {number} is sent at {seconds:.2} s");
            receive_answer().await;
        });
    }
    let refill = tokio::spawn(async move { limiter.refill().await });
    requests.join_all().await;
    refill.abort();
    // ANCHOR_END: main
    println!("at most {} at once", PEAK.load(Relaxed));
}

async fn receive_answer() {
    let in_progress = IN_PROGRESS.fetch_add(1, Relaxed) + 1;
    PEAK.fetch_max(in_progress, Relaxed);
    sleep(Duration::from_millis(900)).await;
    IN_PROGRESS.fetch_sub(1, Relaxed);
}
