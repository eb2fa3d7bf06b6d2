//! A blocking function that stops when it's asked to
use std::thread;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let token = CancellationToken::new();
    let stop = token.clone();
    let reader = spawn_blocking(move || read_archive(&stop));

    sleep(Duration::from_secs(1)).await;
    token.cancel();
    let files = reader.await.unwrap();
    let seconds = start.elapsed().as_secs_f64();
    println!("{files} of 100 files, {seconds:.2} s");
    // ANCHOR_END: new
}

// ANCHOR: read
/// Reads up to 100 files and returns how many it has read.
fn read_archive(stop: &CancellationToken) -> u32 {
    for files in 0..100 {
        if stop.is_cancelled() {
            return files;
        }
        thread::sleep(Duration::from_millis(400)); // one file
    }
    100
}
// ANCHOR_END: read
