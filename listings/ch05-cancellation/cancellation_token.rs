//! A task that's asked to stop, and cleans up before it does
use std::time::{Duration, Instant};

use tokio::select;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let start = Instant::now();
    let token = CancellationToken::new();
    let recorder = tokio::spawn(record_weather(token.clone()));

    sleep(Duration::from_millis(500)).await;
    println!("main: please stop");
    token.cancel();
    let saved = recorder.await.unwrap();
    let seconds = start.elapsed().as_secs_f64();
    println!("main: {saved} readings are saved, {seconds:.2} s");
    // ANCHOR_END: main
}

// ANCHOR: task
/// Records until it's asked to stop, and returns how much it has saved.
pub async fn record_weather(token: CancellationToken) -> usize {
    let mut readings = Vec::new();
    loop {
        select! {
            () = token.cancelled() => break,
            reading = next_reading() => readings.push(reading),
        }
    }
    save(&readings).await;
    readings.len()
}
// ANCHOR_END: task

async fn next_reading() -> i32 {
    sleep(Duration::from_millis(200)).await;
    println!("recorder: a reading");
    20
}

async fn save(readings: &[i32]) {
    println!("recorder: saving {} readings", readings.len());
    sleep(Duration::from_millis(300)).await; // a database
}
