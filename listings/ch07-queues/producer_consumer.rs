//! Two producers, three consumers and a queue of three
use std::ops::Range;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    fastrand::seed(231); // the same random delays in each run
    let mut items = run().await;
    let count = items.len();
    items.sort();
    items.dedup();
    println!("{count} items consumed, {} different ones", items.len());
}

// ANCHOR: run
/// Returns all items that the consumers have received.
pub async fn run() -> Vec<String> {
    let (sender, receiver) = async_channel::bounded(3);
    for producer in 1..=2 {
        tokio::spawn(produce(producer, sender.clone()));
    }
    drop(sender);

    let mut consumers = JoinSet::new();
    for consumer in 1..=3 {
        consumers.spawn(consume(consumer, receiver.clone()));
    }
    consumers.join_all().await.concat()
}
// ANCHOR_END: run

// ANCHOR: tasks
async fn produce(producer: u32, sender: Sender<String>) {
    for number in 1..=5 {
        random_sleep(0.1..0.3).await;
        println!("Producer {producer} produced: Item-{number}");
        let item = format!("Item-{number}-from-Producer-{producer}");
        sender.send(item).await.unwrap();
    }
}

async fn consume(consumer: u32, receiver: Receiver<String>) -> Vec<String> {
    let mut consumed = Vec::new();
    while let Ok(item) = receiver.recv().await {
        println!("Consumer {consumer} processing: {item}");
        random_sleep(0.2..0.4).await;
        consumed.push(item);
    }
    consumed
}
// ANCHOR_END: tasks

async fn random_sleep(seconds: Range<f64>) {
    let part = fastrand::f64() * (seconds.end - seconds.start);
    sleep(Duration::from_secs_f64(seconds.start + part)).await;
}
