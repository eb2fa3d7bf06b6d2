//! Timing a future that finishes, fails or is dropped
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let _ = timed("London", fetch_weather(300, true)).await;
    let _ = timed("Paris", fetch_weather(100, false)).await;
    let limit = Duration::from_millis(200);
    // ANCHOR: timeout
    let tokyo = timed("Tokyo", fetch_weather(900, true));
    if timeout(limit, tokyo).await.is_err() {
        println!("Tokyo took too long");
    }
    // ANCHOR_END: timeout
}

// ANCHOR: timed
/// Awaits `future` and prints how long it took, however it ends.
async fn timed<T, E>(
    name: &'static str,
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let mut stopwatch = Stopwatch {
        name,
        start: Instant::now(),
        outcome: "was dropped",
    };
    let result = future.await;
    stopwatch.outcome = if result.is_ok() { "finished" } else { "failed" };
    result
}
// ANCHOR_END: timed

// ANCHOR: stopwatch
struct Stopwatch {
    name: &'static str,
    start: Instant,
    outcome: &'static str,
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        let seconds = self.start.elapsed().as_secs_f64();
        println!("{} {} after {seconds:.2} s", self.name, self.outcome);
    }
}
// ANCHOR_END: stopwatch

async fn fetch_weather(ms: u64, found: bool) -> Result<&'static str, String> {
    sleep(Duration::from_millis(ms)).await;
    if found {
        Ok("sunny")
    } else {
        Err("no such city".to_owned())
    }
}
