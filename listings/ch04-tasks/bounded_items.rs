//! Five orders, at most two at once
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures::stream::{Stream, StreamExt, iter};
use tokio::time::sleep;

const ORDERS: [(&str, f64); 5] =
    [("A", 0.6), ("B", 0.2), ("C", 0.7), ("D", 0.2), ("E", 0.3)];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    tell("buffered(5)", iter(ORDERS).map(process).buffered(5)).await;
    tell("buffered(2)", iter(ORDERS).map(process).buffered(2)).await;
    let unordered = iter(ORDERS).map(process).buffer_unordered(2);
    tell("buffer_unordered(2)", unordered).await;
    // ANCHOR_END: new
}

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

async fn process((name, seconds): (&str, f64)) -> &str {
    PEAK.fetch_max(NOW.fetch_add(1, Relaxed) + 1, Relaxed);
    sleep(Duration::from_secs_f64(seconds)).await;
    NOW.fetch_sub(1, Relaxed);
    name
}

async fn tell(how: &str, results: impl Stream<Item = &str>) {
    let start = Instant::now();
    let names: Vec<&str> = results.collect().await;
    let (names, peak) = (names.join(" "), PEAK.swap(0, Relaxed));
    let seconds = start.elapsed().as_secs_f64();
    println!("{how}: {names}, at most {peak} at once, in {seconds:.2} s");
}
