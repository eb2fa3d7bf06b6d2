//! A receiver of a broadcast that is too slow misses messages.

use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut receiver) = broadcast::channel(2);
    let slow = tokio::spawn(async move {
        loop {
            sleep(Duration::from_millis(250)).await;
            match receiver.recv().await {
                Ok(reading) => println!("reading {reading}"),
                Err(broadcast::error::RecvError::Closed) => break,
                Err(error) => println!("{error}"),
            }
        }
    });
    for reading in 1..=5 {
        sleep(Duration::from_millis(40)).await;
        sender.send(reading).unwrap();
    }
    drop(sender);
    slow.await.unwrap();
}
