//! What `abort` does to a blocking function
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::sleep;

// ANCHOR: new
fn main() {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(1) // so the second one has to queue
        .build()
        .unwrap();
    runtime.block_on(async {
        let oslo = spawn_blocking(|| read_archive("Oslo"));
        let bergen = spawn_blocking(|| read_archive("Bergen"));
        sleep(Duration::from_millis(100)).await;

        oslo.abort();
        bergen.abort();
        println!("main: both are aborted");
        report("Oslo", oslo).await;
        report("Bergen", bergen).await;
    });
}

fn read_archive(city: &str) {
    println!("{city}: started");
    thread::sleep(Duration::from_millis(500)); // a large file
    println!("{city}: finished");
}
// ANCHOR_END: new

async fn report(city: &str, task: JoinHandle<()>) {
    match task.await {
        Ok(()) => println!("main: {city} has returned"),
        Err(error) => println!("main: {city}: {}", cause(&error)),
    }
}

fn cause(error: &tokio::task::JoinError) -> &'static str {
    if error.is_cancelled() {
        "cancelled"
    } else {
        "panicked"
    }
}
