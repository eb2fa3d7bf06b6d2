//! How often does a sentinel lose items? 1,000 runs in virtual time
use std::ops::Range;
use std::time::Duration;

use async_channel::{Receiver, Sender, bounded};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut complete = 0;
    let mut lost = 0;
    let mut stuck = 0;
    for seed in 1..=1000 {
        fastrand::seed(seed);
        match timeout(Duration::from_secs(60), run()).await {
            Ok(10) => complete += 1,
            Ok(_) => lost += 1,
            Err(_) => stuck += 1,
        }
    }
    println!("{complete} complete, {lost} lost items, {stuck} never ended");
}
// ANCHOR_END: main

// ANCHOR: run
/// Returns how many of the ten items were handled.
async fn run() -> usize {
    let (sender, receiver) = bounded(3);
    let mut producers = JoinSet::new();
    for _ in 0..2 {
        producers.spawn(produce(sender.clone()));
    }
    let mut consumers = JoinSet::new();
    for _ in 0..3 {
        consumers.spawn(consume(sender.clone(), receiver.clone()));
    }
    producers.join_all().await;
    consumers.join_all().await.iter().sum()
}

async fn produce(sender: Sender<Option<u32>>) {
    for number in 1..=5 {
        random_sleep(0.1..0.3).await;
        sender.send(Some(number)).await.unwrap();
    }
    sender.send(None).await.unwrap();
}

async fn consume(
    sender: Sender<Option<u32>>,
    receiver: Receiver<Option<u32>>,
) -> usize {
    let mut handled = 0;
    while let Some(_item) = receiver.recv().await.unwrap() {
        random_sleep(0.2..0.4).await;
        handled += 1;
    }
    sender.send(None).await.unwrap();
    handled
}
// ANCHOR_END: run

async fn random_sleep(seconds: Range<f64>) {
    let part = fastrand::f64() * (seconds.end - seconds.start);
    sleep(Duration::from_secs_f64(seconds.start + part)).await;
}
