//! Three tasks that sleep; the main one waits for each in turn.

use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut tasks = Vec::new();
    for (order, ms) in [(1, 1000), (2, 500), (3, 1500)] {
        tasks.push(tokio::spawn(async move {
            sleep(Duration::from_millis(ms)).await;
            println!("order {order}");
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    println!("all");
}
