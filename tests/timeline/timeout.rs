//! A timeout cuts a branch off; another comes in time.

use std::time::Duration;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for ms in [500, 20] {
        let answer = timeout(Duration::from_millis(50), fetch(ms));
        println!("{ms}: {:?}", answer.await.is_ok());
    }
}

async fn fetch(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}
