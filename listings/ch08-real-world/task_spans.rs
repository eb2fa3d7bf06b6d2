//! A span doesn't follow into a spawned task by itself
use std::time::Duration;

use tokio::time::sleep;
use tracing::{Instrument, info, instrument};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(false)
        .init();
    tokio::join!(handle_request("Oslo", 50), handle_request("Lima", 100));
}

// ANCHOR: handle
#[instrument]
async fn handle_request(city: &str, delay_ms: u64) {
    info!("received");
    let forgotten = tokio::spawn(update_statistics(delay_ms));
    let history = tokio::spawn(save_history(delay_ms).in_current_span());
    let _ = tokio::join!(forgotten, history);
    info!("answered");
}
// ANCHOR_END: handle

async fn update_statistics(delay_ms: u64) {
    sleep(Duration::from_millis(delay_ms)).await;
    info!("statistics updated");
}

async fn save_history(delay_ms: u64) {
    sleep(Duration::from_millis(delay_ms + 20)).await;
    info!("history saved");
}
