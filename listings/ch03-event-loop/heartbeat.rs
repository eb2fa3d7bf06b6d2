//! Blocking the event loop stops a heartbeat
use std::thread;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, sleep_until};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: three_ways
    run_beside("thread::sleep", async { thread::sleep(SECOND) }).await;
    run_beside("async sleep", async { sleep(SECOND).await }).await;
    run_beside("spawn_blocking", async {
        spawn_blocking(|| thread::sleep(SECOND)).await.unwrap();
    })
    .await;
    // ANCHOR_END: three_ways
}

// ANCHOR: run_beside
/// Runs the work beside a heartbeat, from 0.5 s on.
async fn run_beside(title: &'static str, work: impl Future<Output = ()>) {
    let heartbeat = tokio::spawn(measure_beats(title));
    sleep(Duration::from_millis(500)).await;
    work.await;
    let worst_delay = heartbeat.await.unwrap().as_secs_f64();
    println!("{title}: up to {worst_delay:.2} s late");
}
// ANCHOR_END: run_beside

// ANCHOR: heartbeat
/// Beats five times, every 0.2 s, and returns the longest delay of a beat.
async fn measure_beats(title: &str) -> Duration {
    let start = Instant::now();
    let mut worst_delay = Duration::ZERO;
    for beat in 1..=5 {
        let due = start + beat * Duration::from_millis(200);
        sleep_until(due).await;
        worst_delay = worst_delay.max(due.elapsed());
        let seconds = start.elapsed().as_secs_f64();
        println!("{title}: beat {beat} at {seconds:.2} s");
    }
    worst_delay
}
// ANCHOR_END: heartbeat
