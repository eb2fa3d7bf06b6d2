//! Four downloads, two at a time.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let slots = Arc::new(Semaphore::new(2));
    let mut downloads = JoinSet::new();
    for ms in [100, 200, 300, 400] {
        let slots = slots.clone();
        downloads.spawn(async move {
            let _slot = slots.acquire().await.unwrap();
            sleep(Duration::from_millis(ms)).await;
            ms
        });
    }
    while let Some(download) = downloads.join_next().await {
        println!("{}", download.unwrap());
    }
}
