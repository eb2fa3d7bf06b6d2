//! When the queue is full, the next client is turned away
use std::time::Duration;

use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (sender, receiver) = mpsc::channel(2);
    let worker = tokio::spawn(forecast_all(receiver));

    let mut accepted = 0;
    let mut busy = 0;
    for client in 1..=6 {
        match sender.try_send(client) {
            Ok(()) => accepted += 1,
            Err(TrySendError::Full(client)) => {
                println!("client {client}: busy, try again later");
                busy += 1;
            }
            Err(TrySendError::Closed(_)) => panic!("the worker is gone"),
        }
        sleep(Duration::from_millis(200)).await;
    }
    drop(sender);
    let done = worker.await.unwrap();
    println!("{accepted} accepted, {done} done, {busy} turned away");
    // ANCHOR_END: main
}

// ANCHOR: worker
async fn forecast_all(mut receiver: mpsc::Receiver<u32>) -> u32 {
    let mut done = 0;
    while let Some(client) = receiver.recv().await {
        sleep(Duration::from_millis(700)).await;
        println!("client {client}: sunny");
        done += 1;
    }
    done
}
// ANCHOR_END: worker
