//! Two tasks that also compute, to the millisecond
use std::hint::spin_loop;
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: new
    let a = tokio::spawn(job("A", 100, start));
    let b = tokio::spawn(job("B", 50, start));
    // ANCHOR_END: new
    b.await.unwrap();
    a.await.unwrap();
}

// ANCHOR: new

async fn job(name: &str, wait: u64, start: Instant) {
    compute(name, 1, start);
    sleep(Duration::from_millis(wait)).await;
    compute(name, 2, start);
}
// ANCHOR_END: new

/// Keeps the thread busy for 10 ms.
fn compute(name: &str, part: u32, start: Instant) {
    let from = start.elapsed();
    while start.elapsed() - from < Duration::from_millis(10) {
        spin_loop();
    }
    let [from, to] =
        [from, start.elapsed()].map(|time| time.as_secs_f64() * 1000.0);
    println!("real: {name} {part} from {from:.1} to {to:.1} ms");
}
