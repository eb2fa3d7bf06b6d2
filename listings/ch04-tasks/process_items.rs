//! One task for each of ten orders
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::spawn;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: new
    let tasks = (1..=10).map(|order| spawn(process(order)));
    let mut total = 0;
    for price in join_all(tasks).await {
        total += price.unwrap();
    }
    println!("Ten orders cost {total}");
    // ANCHOR_END: new
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}

async fn process(order: u32) -> u32 {
    sleep(Duration::from_millis(300)).await;
    10 * order
}
