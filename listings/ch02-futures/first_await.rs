//! Three functions that pause
use std::time::{Duration, Instant};

use tokio::time::sleep;

const ONE_SECOND: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: new
    println!("The data: {}", fetch().await);
    println!("The report: {}", report().await);
    resume().await;
    // ANCHOR_END: new
    println!("Total: {}", since(start));
}

// ANCHOR: new

async fn fetch() -> &'static str {
    println!("Fetching");
    sleep(ONE_SECOND).await;
    "20 degrees"
}

async fn report() -> &'static str {
    println!("Before the wait");
    sleep(ONE_SECOND).await;
    println!("After the wait");
    "Done"
}

async fn resume() {
    let start = Instant::now();
    println!("Started");
    sleep(ONE_SECOND).await;
    println!("Resumed after {}", since(start));
    println!("Completed");
}
// ANCHOR_END: new

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
