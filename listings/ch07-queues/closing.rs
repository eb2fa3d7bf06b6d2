//! How a channel ends, at either end
use std::time::Duration;

use tokio::sync::mpsc::{self, error::SendError};
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: senders_gone
    let (sender, mut receiver) = mpsc::channel(8);
    sender.send("rain").await.unwrap();
    sender.send("hail").await.unwrap();
    drop(sender);
    println!("1. {:?}", receiver.recv().await);
    println!("2. {:?}", receiver.recv().await);
    println!("3. {:?}", receiver.recv().await);
    // ANCHOR_END: senders_gone

    // ANCHOR: receiver_gone
    let (sender, receiver) = mpsc::channel(8);
    drop(receiver);
    match sender.send("snow").await {
        Ok(()) => println!("4. sent"),
        Err(SendError(value)) => println!("4. not sent, {value:?} comes back"),
    }
    // ANCHOR_END: receiver_gone

    // ANCHOR: forgotten_sender
    let (sender, mut receiver) = mpsc::channel::<&str>(8);
    let clone = sender.clone();
    drop(clone);
    let limit = Duration::from_millis(500);
    match timeout(limit, receiver.recv()).await {
        Ok(message) => println!("5. {message:?}"),
        Err(_) => {
            let count = sender.strong_count();
            println!("5. still waiting, senders left: {count}");
        }
    }
    // ANCHOR_END: forgotten_sender
}
