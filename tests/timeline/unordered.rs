//! Whatever is ready first comes first.

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    tokio::spawn(async {
        let mut towns: FuturesUnordered<_> =
            [30, 10, 20].into_iter().map(ask).collect();
        while let Some(ms) = towns.next().await {
            println!("{ms}");
        }
    })
    .await
    .unwrap();
}

async fn ask(ms: u64) -> u64 {
    sleep(Duration::from_millis(ms)).await;
    ms
}
