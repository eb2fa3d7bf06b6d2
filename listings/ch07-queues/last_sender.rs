//! The channel closes with its last sender, and nothing is lost
use std::time::Duration;

use async_channel::{Receiver, Sender, bounded};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (sender, receiver) = bounded(3);
    tokio::spawn(produce("fast", 0.05, sender.clone()));
    tokio::spawn(produce("slow", 0.22, sender));

    let mut consumers = JoinSet::new();
    for _ in 0..3 {
        consumers.spawn(consume(receiver.clone()));
    }
    let handled: usize = consumers.join_all().await.iter().sum();
    println!("{handled} of 10 items handled");
    // ANCHOR_END: main
}

// ANCHOR: tasks
pub async fn produce(name: &str, seconds: f64, sender: Sender<String>) {
    for number in 1..=5 {
        sleep(Duration::from_secs_f64(seconds)).await;
        sender.send(format!("{name} {number}")).await.unwrap();
    }
    println!("the {name} producer has finished");
}

pub async fn consume(receiver: Receiver<String>) -> usize {
    let mut handled = 0;
    while let Ok(_item) = receiver.recv().await {
        sleep(Duration::from_millis(10)).await;
        handled += 1;
    }
    println!("a consumer has finished");
    handled
}
// ANCHOR_END: tasks
