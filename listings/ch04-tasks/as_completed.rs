//! Each result as soon as it is ready
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: new
    let mut tasks = JoinSet::new();
    for (number, seconds) in (1..).zip([1.0, 2.0, 0.5, 1.5]) {
        tasks.spawn(work(number, seconds));
    }

    while let Some(result) = tasks.join_next().await {
        println!("{}  Completed: {}", since(start), result.unwrap());
    }
    // ANCHOR_END: new
}

async fn work(number: u32, seconds: f64) -> String {
    sleep(Duration::from_secs_f64(seconds)).await;
    format!("Task-{number}")
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
