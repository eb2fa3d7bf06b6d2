//! A stream from a closure
use std::pin::pin;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::unfold;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: new
    let items = unfold(0, async |number| {
        if number == 5 {
            return None;
        }
        sleep(Duration::from_millis(100)).await;
        Some((number, number + 1)) // the item and the next state
    });

    let mut items = pin!(items);
    while let Some(item) = items.next().await {
        println!("Item {item} after {:.2} s", start.elapsed().as_secs_f64());
    }
    // ANCHOR_END: new
}
