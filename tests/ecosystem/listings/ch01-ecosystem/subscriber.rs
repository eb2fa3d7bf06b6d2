//! A program with a tracing subscriber of its own.

use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;
use tracing::{info, instrument};

#[instrument(skip(sender))]
async fn measure(city: &'static str, sender: mpsc::Sender<&'static str>) {
    info!("begins");
    sleep(Duration::from_millis(20)).await;
    sender.send(city).await.unwrap();
    info!("ends");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tracing_subscriber::fmt()
        .without_time()
        .with_ansi(false)
        .with_target(false)
        .init();
    let (sender, mut receiver) = mpsc::channel(1);
    for city in ["Lima", "Oslo"] {
        tokio::spawn(measure(city, sender.clone()));
    }
    drop(sender);
    while let Some(city) = receiver.recv().await {
        info!(city, "measured");
    }
}
