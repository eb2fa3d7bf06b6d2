//! A full channel makes the sender wait
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: channel
    let (sender, mut receiver) = mpsc::channel(3);
    let producer = tokio::spawn(time_sends(sender));
    while let Some(number) = receiver.recv().await {
        sleep(Duration::from_millis(350)).await; // analyse the reading
        println!("analysed {number}, {} in the queue", receiver.len());
    }
    // ANCHOR_END: channel

    let waits = producer.await.unwrap();
    for (index, wait) in waits.iter().enumerate() {
        println!("Reading {} waited {:.2} s", index + 1, wait.as_secs_f64());
    }
    let blocked = waits.iter().filter(|wait| wait.as_millis() > 10).count();
    let total: Duration = waits.iter().sum();
    let seconds = total.as_secs_f64();
    let count = waits.len();
    println!("{blocked} of {count} had to wait");
    println!("{seconds:.2} s of waiting in total");
}

// ANCHOR: produce
/// Sends 8 readings, one every 0.1 s, and returns how long each one waited.
async fn time_sends(sender: mpsc::Sender<u32>) -> Vec<Duration> {
    let mut waits = Vec::new();
    for number in 1..=8 {
        sleep(Duration::from_millis(100)).await;
        let start = Instant::now();
        sender.send(number).await.unwrap();
        waits.push(start.elapsed());
    }
    waits
}
// ANCHOR_END: produce
