//! Log lines that say which request they belong to
use std::time::Duration;

use tokio::join;
use tokio::time::sleep;
use tracing::{Instrument, info, info_span};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(false)
        .init();

    // ANCHOR: main
    println!("1. no span");
    join!(answer(50), answer(100));

    println!("2. an entered span");
    join!(answer_entered("Oslo", 50), answer_entered("Lima", 100));

    println!("3. an instrumented future");
    join!(
        answer(50).instrument(info_span!("request", city = "Oslo")),
        answer(100).instrument(info_span!("request", city = "Lima")),
    );
    // ANCHOR_END: main
}

// ANCHOR: answer
async fn answer(delay_ms: u64) {
    info!("asks the station");
    sleep(Duration::from_millis(delay_ms)).await;
    info!("answers");
}
// ANCHOR_END: answer

// ANCHOR: entered
async fn answer_entered(city: &str, delay_ms: u64) {
    let _entered = info_span!("request", city).entered();
    answer(delay_ms).await;
}
// ANCHOR_END: entered
