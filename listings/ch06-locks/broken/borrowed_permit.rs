//! A borrowed permit, moved into a task
use std::sync::Arc;
use std::time::Duration;

use tokio::{spawn, sync::Semaphore, time::sleep};

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let semaphore = Arc::new(Semaphore::new(4));
    let permit = semaphore.acquire().await.unwrap();
    let task = spawn(async move {
        store_forecast().await;
        drop(permit);
    });
    // ANCHOR_END: new
    task.await.unwrap();
}

async fn store_forecast() {
    sleep(Duration::from_millis(100)).await;
}
