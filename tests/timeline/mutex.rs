//! A lock is handed from task to task.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let account = Arc::new(Mutex::new(0));
    let mut tasks = Vec::new();
    for amount in [5, 7, 9] {
        let account = account.clone();
        tasks.push(tokio::spawn(async move {
            let mut balance = account.lock().await;
            sleep(Duration::from_millis(100)).await;
            *balance += amount;
            println!("{balance}");
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}
