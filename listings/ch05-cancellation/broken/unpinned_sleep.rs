//! A future that's polled by reference but isn't pinned
use std::time::Duration;

use tokio::select;
use tokio::time::{interval, sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let mut sensor = interval(Duration::from_millis(100));
    let mut pause = sleep(Duration::from_millis(400));
    loop {
        select! {
            _ = sensor.tick() => println!("a reading"),
            () = &mut pause => break,
        }
    }
    // ANCHOR_END: new
}
