//! So many tasks that most are told of as one group.

use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut guests = JoinSet::new();
    for guest in 0..200 {
        guests.spawn(async move {
            sleep(Duration::from_millis(10 + guest)).await;
            assert!(guest != 100, "one falls");
        });
    }
    sleep(Duration::from_millis(150)).await;
    guests.abort_all();
    while guests.join_next().await.is_some() {}
}
