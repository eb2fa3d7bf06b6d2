//! The loop tells when it sleeps
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::sleep;

/// Has a task run since the loop last went to sleep?
static HAS_RUN: AtomicBool = AtomicBool::new(false);

// ANCHOR: new
fn main() {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .on_thread_park(|| say("loop: nothing is ready, I sleep"))
        .build()
        .unwrap();

    runtime.block_on(async {
        let a = tokio::spawn(work("A", 500));
        let b = tokio::spawn(work("B", 250));
        a.await.unwrap();
        b.await.unwrap();
    });
}

async fn work(name: &str, ms: u64) {
    step(&format!("{name} runs until its await"));
    sleep(Duration::from_millis(ms)).await;
    step(&format!("{name} is woken by its timer and ends"));
}
// ANCHOR_END: new

fn step(text: &str) {
    HAS_RUN.store(true, Relaxed);
    println!("{text}");
}

/// The loop may wake just to look at the clock: that is not worth a line.
fn say(text: &str) {
    if HAS_RUN.swap(false, Relaxed) {
        println!("{text}");
    }
}
