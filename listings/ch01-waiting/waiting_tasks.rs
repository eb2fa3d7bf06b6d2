//! What a waiting task costs
use std::env;
use std::fs::read_to_string;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::time::sleep;

static WAITING: AtomicUsize = AtomicUsize::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count = env::args().nth(1).map_or(10_000, |n| n.parse().unwrap());
    let before = resident_kb();
    let start = Instant::now();

    // ANCHOR: spawn
    let tasks: Vec<_> = (0..count).map(|_| tokio::spawn(wait())).collect();
    // ANCHOR_END: spawn
    while WAITING.load(Relaxed) < count {
        sleep(Duration::from_millis(1)).await;
    }
    let started = start.elapsed().as_secs_f64() * 1000.0;
    let after = resident_kb();
    for task in tasks {
        task.await.unwrap();
    }

    let done = start.elapsed().as_secs_f64();
    let each = started * 1000.0 / count as f64;
    print!("{count} tasks: started in {started:.1} ms, {each:.1} us each, ");
    print!("all done after {done:.2} s, ");
    match before.zip(after) {
        Some((before, after)) => {
            println!("{:.2} KB each", (after - before) / count as f64);
        }
        None => println!("memory not measured here"),
    }
}

// ANCHOR: spawn

async fn wait() {
    WAITING.fetch_add(1, Relaxed);
    sleep(Duration::from_secs(1)).await;
}
// ANCHOR_END: spawn

fn resident_kb() -> Option<f64> {
    let status = read_to_string("/proc/self/status").ok()?;
    let kb = status.split("VmRSS:").nth(1)?;
    kb.split_whitespace().next()?.parse().ok()
}
