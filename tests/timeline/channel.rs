//! Two producers and three consumers of a channel with two places.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, receiver) = mpsc::channel(2);
    for producer in 0..2 {
        let sender = sender.clone();
        tokio::spawn(async move {
            for order in 0..4 {
                sender.send((producer, order)).await.unwrap();
            }
        });
    }
    drop(sender);
    let receiver = Arc::new(Mutex::new(receiver));
    let consumers = [0, 1, 2].map(|consumer| {
        let receiver = receiver.clone();
        tokio::spawn(async move {
            while let Some((producer, order)) = next(&receiver).await {
                sleep(Duration::from_millis(100)).await;
                println!("{consumer} made {producer}.{order}");
            }
        })
    });
    for consumer in consumers {
        consumer.await.unwrap();
    }
}

async fn next<T>(receiver: &Mutex<mpsc::Receiver<T>>) -> Option<T> {
    receiver.lock().await.recv().await
}
