//! A TaskTracker, and no report is lost
use std::time::{Duration, Instant};

use tokio::time::sleep;
use tokio_util::task::TaskTracker;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: new
    let tracker = TaskTracker::new();
    for (name, seconds) in [("rain", 0.2), ("hail", 1.2), ("fog", 0.9)] {
        tracker.spawn(save(name, seconds));
    }
    sleep(Duration::from_millis(600)).await;
    println!("main is finished, {} reports are not", tracker.len());

    tracker.close();
    tracker.wait().await;
    println!("main ends after {:.2} s", start.elapsed().as_secs_f64());
    // ANCHOR_END: new
}

async fn save(name: &str, seconds: f64) {
    sleep(Duration::from_secs_f64(seconds)).await;
    println!("{name}: saved");
}
