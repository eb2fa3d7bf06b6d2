//! A plain function that awaits
use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: new
fn temperature() -> i32 {
    sleep(Duration::from_millis(100)).await;
    20
}
// ANCHOR_END: new

fn main() {
    println!("{}", temperature());
}
