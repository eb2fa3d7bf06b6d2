//! Five orders, at most two at a time
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures::stream::{Stream, StreamExt, iter};
use tokio::time::sleep;

// ANCHOR: new
const ORDERS: [(&str, f64); 5] =
    [("A", 0.6), ("B", 0.2), ("C", 0.7), ("D", 0.2), ("E", 0.3)];
// ANCHOR_END: new

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    run("buffered(5)", iter(ORDERS).map(process).buffered(5)).await;
    run("buffered(2)", iter(ORDERS).map(process).buffered(2)).await;
    let unordered = iter(ORDERS).map(process).buffer_unordered(2);
    run("buffer_unordered(2)", unordered).await;
    // ANCHOR_END: new
}

static RUNNING: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

async fn process((name, seconds): (&str, f64)) -> &str {
    PEAK.fetch_max(RUNNING.fetch_add(1, Relaxed) + 1, Relaxed);
    sleep(Duration::from_secs_f64(seconds)).await;
    RUNNING.fetch_sub(1, Relaxed);
    name
}

async fn run(title: &str, results: impl Stream<Item = &str>) {
    let start = Instant::now();
    let names: Vec<&str> = results.collect().await;
    let (names, peak) = (names.join(" "), PEAK.swap(0, Relaxed));
    let seconds = start.elapsed().as_secs_f64();
    println!("{title}: {names}, at most {peak} at a time, in {seconds:.2} s");
}
