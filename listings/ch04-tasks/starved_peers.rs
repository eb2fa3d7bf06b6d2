//! A slow loop body starves its own downloads
use std::time::{Duration, Instant};

use futures::stream::{FuturesUnordered, Stream, StreamExt, iter};
use tokio::{spawn, time::sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let downloads = || iter([download("A", 0.1, 1), download("B", 0.15, 2)]);

    store_all("buffered", downloads().buffered(2)).await;
    let running = downloads().collect::<FuturesUnordered<_>>().await;
    store_all("FuturesUnordered", running).await;

    let tasks = downloads().map(spawn).buffered(2);
    store_all("buffered tasks", tasks.map(Result::unwrap)).await;
}

async fn store_all(kind: &str, downloads: impl Stream<Item = String>) {
    let mut downloads = std::pin::pin!(downloads);
    while let Some(line) = downloads.next().await {
        println!("{kind}: {line}");
        sleep(Duration::from_millis(500)).await; // a slow disk
    }
}

async fn download(name: &str, part_seconds: f64, part_count: u32) -> String {
    let start = Instant::now();
    for _ in 0..part_count {
        sleep(Duration::from_secs_f64(part_seconds)).await;
    }
    format!("{name} took {:.2} s", start.elapsed().as_secs_f64())
}
// ANCHOR_END: new
