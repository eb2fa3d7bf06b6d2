//! A task is cancelled after 2 of its 5 seconds
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let task = tokio::spawn(download_map());
    sleep(Duration::from_secs(2)).await;

    task.abort();
    println!("abort has returned");
    let error = task.await.unwrap_err();
    println!("cancelled: {}", error.is_cancelled());
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
    // ANCHOR_END: new
}

// ANCHOR: download
async fn download_map() {
    println!("download: started");
    let mut download = Download { finished: false };
    sleep(Duration::from_secs(5)).await;
    download.finished = true;
    println!("download: finished");
}

struct Download {
    finished: bool,
}

impl Drop for Download {
    fn drop(&mut self) {
        if !self.finished {
            println!("download: dropped before its end");
        }
    }
}
// ANCHOR_END: download
