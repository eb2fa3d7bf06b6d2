//! Two tasks that wait and compute, to the millisecond
use std::hint::spin_loop;
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: tasks
    let task_a = tokio::spawn(work("A", 100, start));
    let task_b = tokio::spawn(work("B", 50, start));
    // ANCHOR_END: tasks
    task_b.await.unwrap();
    task_a.await.unwrap();
}

// ANCHOR: tasks

async fn work(name: &str, wait_ms: u64, start: Instant) {
    compute(name, 1, start);
    sleep(Duration::from_millis(wait_ms)).await;
    compute(name, 2, start);
}

/// Keeps the thread busy for 10 ms.
fn compute(name: &str, part: u32, start: Instant) {
    let begin = start.elapsed();
    while start.elapsed() - begin < Duration::from_millis(10) {
        spin_loop();
    }
    let begin = begin.as_secs_f64() * 1000.0;
    let end = start.elapsed().as_secs_f64() * 1000.0;
    println!("real: {name} {part} from {begin:.1} to {end:.1} ms");
}
// ANCHOR_END: tasks
