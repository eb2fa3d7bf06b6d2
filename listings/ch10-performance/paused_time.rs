//! A day of retries in a moment
use std::time::Duration;

use tokio::time::{Instant, sleep};

const HOUR: Duration = Duration::from_secs(3_600);

// ANCHOR: test
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let real_start = std::time::Instant::now();
    let start = Instant::now();
    let mut upstream = Upstream { failures: 4 };

    let attempts = fetch_with_retries(&mut upstream).await;

    assert_eq!(attempts, 5);
    assert_eq!(start.elapsed(), 15 * HOUR);
    let hours = start.elapsed().as_secs() / 3_600;
    println!("{attempts} attempts in {hours} h");
    assert!(real_start.elapsed() < Duration::from_secs(10));
}
// ANCHOR_END: test

// ANCHOR: retry
/// Tries again after 1 h, 2 h, 4 h and so on, and counts the attempts.
async fn fetch_with_retries(upstream: &mut Upstream) -> u32 {
    let mut pause = HOUR;
    let mut attempts = 1;
    while upstream.fetch().await.is_err() {
        println!("attempt {attempts} failed");
        sleep(pause).await;
        pause *= 2;
        attempts += 1;
    }
    attempts
}
// ANCHOR_END: retry

/// Fails a few times before it answers.
struct Upstream {
    failures: u32,
}

impl Upstream {
    async fn fetch(&mut self) -> Result<(), ()> {
        if self.failures == 0 {
            return Ok(());
        }
        self.failures -= 1;
        Err(())
    }
}
