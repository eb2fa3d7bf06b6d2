//! Waits that share a line, in a task of their own.

use futures::future::join_all;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let together = tokio::spawn(async {
        join_all([30, 10, 20].map(fetch)).await;
        println!("all");
    });
    together.await.unwrap();
}

async fn fetch(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
    println!("{ms}");
}
