//! The same event as a CancellationToken
use std::time::{Duration, Instant};

use tokio::time::sleep;
use tokio::{join, spawn};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let start = Instant::now();
    let closing = CancellationToken::new();
    let early = spawn(leave("early", 0.1, start, closing.clone()));
    let late = spawn(leave("late", 0.8, start, closing.clone()));

    sleep(Duration::from_millis(500)).await;
    println!("the station closes");
    closing.cancel();

    let _ = join!(early, late);
    // ANCHOR_END: main
}

// ANCHOR: client
async fn leave(
    name: &str,
    arrival_seconds: f64,
    start: Instant,
    closing: CancellationToken,
) {
    sleep(Duration::from_secs_f64(arrival_seconds)).await;
    closing.cancelled().await;
    let seconds = start.elapsed().as_secs_f64();
    println!("{name} client leaves at {seconds:.2} s");
}
// ANCHOR_END: client
