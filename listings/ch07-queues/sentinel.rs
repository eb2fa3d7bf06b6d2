//! A sentinel from the fast producer stops the consumers too early
use std::time::Duration;

use async_channel::{Receiver, Sender, bounded};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (sender, receiver) = bounded(10);
    let mut producers = JoinSet::new();
    producers.spawn(produce("fast", 0.05, sender.clone()));
    producers.spawn(produce("slow", 0.22, sender.clone()));

    let mut consumers = JoinSet::new();
    for _ in 0..3 {
        consumers.spawn(consume(sender.clone(), receiver.clone()));
    }
    producers.join_all().await;
    let handled: usize = consumers.join_all().await.iter().sum();
    println!("all tasks have finished");

    let mut lost = 0;
    while let Ok(left) = receiver.try_recv() {
        lost += left.iter().count(); // a sentinel doesn't count
    }
    println!("{handled} of 10 items handled");
    println!("{lost} items lost in the queue");
    // ANCHOR_END: main
}

// ANCHOR: tasks
async fn produce(name: &str, seconds: f64, sender: Sender<Option<String>>) {
    for number in 1..=5 {
        sleep(Duration::from_secs_f64(seconds)).await;
        sender.send(Some(format!("{name} {number}"))).await.unwrap();
    }
    sender.send(None).await.unwrap(); // the sentinel: no more items
    println!("the {name} producer has finished");
}

async fn consume(
    sender: Sender<Option<String>>,
    receiver: Receiver<Option<String>>,
) -> usize {
    let mut handled = 0;
    while let Some(_item) = receiver.recv().await.unwrap() {
        sleep(Duration::from_millis(10)).await;
        handled += 1;
    }
    sender.send(None).await.unwrap(); // put it back for the others
    println!("a consumer has finished");
    handled
}
// ANCHOR_END: tasks
