//! The event loop reports when it goes to sleep
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::sleep;

/// Has a task run since the event loop last went to sleep?
static HAS_TASK_RUN: AtomicBool = AtomicBool::new(false);

// ANCHOR: cycle
fn main() {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .on_thread_park(report_sleep)
        .build()
        .unwrap();

    runtime.block_on(async {
        let task_a = tokio::spawn(work("A", 500));
        let task_b = tokio::spawn(work("B", 250));
        task_a.await.unwrap();
        task_b.await.unwrap();
    });
}

async fn work(name: &str, ms: u64) {
    report(&format!("{name} runs until its await"));
    sleep(Duration::from_millis(ms)).await;
    report(&format!("{name} is woken by its timer and finishes"));
}
// ANCHOR_END: cycle

fn report(step: &str) {
    HAS_TASK_RUN.store(true, Relaxed);
    println!("{step}");
}

/// The loop may wake up only to look at the clock. Leave those times out.
fn report_sleep() {
    if HAS_TASK_RUN.swap(false, Relaxed) {
        println!("no task is ready: the event loop goes to sleep");
    }
}
