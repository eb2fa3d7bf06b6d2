//! Retries that end with the deadline of the whole request
use std::future::pending;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep, timeout, timeout_at};

const TOTAL_LIMIT: Duration = Duration::from_millis(500);
const TRY_LIMIT: Duration = Duration::from_millis(100);
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Asks a server that is silent.
async fn fetch(start: Instant) -> Result<String, Elapsed> {
    println!("  asked after {:.2} s", start.elapsed().as_secs_f64());
    timeout(TRY_LIMIT, pending()).await
}

// ANCHOR: retries
async fn retry_by_hand(start: Instant) -> String {
    let mut pause = FIRST_PAUSE;
    loop {
        if let Ok(weather) = fetch(start).await {
            return weather;
        }
        sleep(pause).await;
        pause *= 2;
    }
}

async fn retry_with_backon(start: Instant) -> Result<String, Elapsed> {
    let backoff = ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .without_max_times();
    (|| fetch(start)).retry(backoff).await
}
// ANCHOR_END: retries

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("by hand:");
    let start = Instant::now();
    let deadline = start + TOTAL_LIMIT;
    let weather = timeout_at(deadline, retry_by_hand(start)).await;
    println!("  {weather:?} after {:.2} s", start.elapsed().as_secs_f64());

    println!("with backon:");
    let start = Instant::now();
    let deadline = start + TOTAL_LIMIT;
    let weather = timeout_at(deadline, retry_with_backon(start)).await;
    println!("  {weather:?} after {:.2} s", start.elapsed().as_secs_f64());
}
// ANCHOR_END: main
