//! Three ways to deal with ticks that were missed
use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval, sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let burst = tokio::spawn(list_tick_times(MissedTickBehavior::Burst));
    let delay = tokio::spawn(list_tick_times(MissedTickBehavior::Delay));
    let skip = tokio::spawn(list_tick_times(MissedTickBehavior::Skip));
    for task in [burst, delay, skip] {
        println!("{}", task.await.unwrap());
    }
}

/// Returns when the ticks of a period of 0.2 s arrived.
async fn list_tick_times(behavior: MissedTickBehavior) -> String {
    let start = Instant::now();
    let mut ticks = interval(Duration::from_millis(200));
    ticks.set_missed_tick_behavior(behavior);
    let mut arrivals = Vec::new();
    for number in 1..=6 {
        ticks.tick().await;
        let seconds = start.elapsed().as_secs_f64();
        arrivals.push(format!("{seconds:.2} s"));
        if number == 2 {
            sleep(Duration::from_millis(500)).await; // slow for once
        }
    }
    format!("{behavior:?}: {}", arrivals.join(", "))
}
// ANCHOR_END: new
