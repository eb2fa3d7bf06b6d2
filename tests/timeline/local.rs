//! A task of a `LocalSet` lives in the task that runs the set.

use std::time::Duration;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let set = LocalSet::new();
    set.run_until(async {
        let near = spawn_local(async {
            sleep(Duration::from_millis(10)).await;
            println!("near");
        });
        near.await.unwrap();
    })
    .await;
}
