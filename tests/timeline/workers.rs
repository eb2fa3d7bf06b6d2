//! Tasks on two worker threads; the main one hears of each by a channel.

use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

#[tokio::main(worker_threads = 2)]
async fn main() {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for ms in [100, 300, 500] {
        let sender = sender.clone();
        tokio::spawn(async move {
            sleep(Duration::from_millis(ms)).await;
            sender.send(ms).unwrap();
        });
    }
    drop(sender);
    while let Some(ms) = receiver.recv().await {
        println!("{ms}");
    }
    let (sender, receiver) = oneshot::channel();
    tokio::spawn(async move {
        sleep(Duration::from_millis(200)).await;
        sender.send("last").unwrap();
    });
    println!("{}", receiver.await.unwrap());
}
