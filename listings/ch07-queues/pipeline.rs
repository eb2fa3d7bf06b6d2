//! Three stages work at the same time
use std::time::{Duration, Instant};

use futures::stream::{Stream, StreamExt, iter};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_stream::wrappers::ReceiverStream;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: runs
    let start = Instant::now();
    let stored = iter(1..=6).then(fetch).then(analyse).then(store);
    print_total("one after another", stored, start).await;

    let start = Instant::now();
    let fetched = spawn_stage(iter(1..=6).then(fetch));
    let analysed = spawn_stage(fetched.then(analyse));
    let stored = analysed.then(store);
    print_total("three stages", stored, start).await;

    let start = Instant::now();
    let fetched = spawn_stage(iter(1..=6).then(fetch));
    let analysed = spawn_stage(fetched.map(analyse).buffered(2));
    let stored = analysed.then(store);
    print_total("two analyses at a time", stored, start).await;
    // ANCHOR_END: runs
}

// ANCHOR: stage
/// Polls the stream in a task of its own. At most 2 items wait for its reader.
fn spawn_stage(
    items: impl Stream<Item = u32> + Send + 'static,
) -> ReceiverStream<u32> {
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        let mut items = std::pin::pin!(items);
        while let Some(item) = items.next().await {
            if sender.send(item).await.is_err() {
                break; // the next stage has ended
            }
        }
    });
    ReceiverStream::new(receiver)
}
// ANCHOR_END: stage

async fn fetch(page: u32) -> u32 {
    sleep(Duration::from_millis(100)).await;
    page
}

async fn analyse(page: u32) -> u32 {
    sleep(Duration::from_millis(250)).await;
    page
}

async fn store(page: u32) -> u32 {
    sleep(Duration::from_millis(50)).await;
    page
}

async fn print_total(
    title: &str,
    pages: impl Stream<Item = u32>,
    start: Instant,
) {
    let count = pages.count().await;
    println!("{title}: {count} in {:.2} s", start.elapsed().as_secs_f64());
}
