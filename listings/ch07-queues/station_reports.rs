//! Three stations send their reports through a channel
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: new
    let (sender, mut receiver) = mpsc::channel(8);
    for (station, seconds) in [("Oslo", 0.2), ("Cairo", 0.5), ("Lima", 0.3)] {
        tokio::spawn(send_reports(station, seconds, sender.clone()));
    }
    drop(sender);

    while let Some(report) = receiver.recv().await {
        println!("{report} after {:.2} s", start.elapsed().as_secs_f64());
    }
    println!("all stations are done");
}

async fn send_reports(
    station: &str,
    seconds: f64,
    sender: mpsc::Sender<String>,
) {
    for number in 1..=2 {
        sleep(Duration::from_secs_f64(seconds)).await;
        sender.send(format!("{station} {number}")).await.unwrap();
    }
}
// ANCHOR_END: new
