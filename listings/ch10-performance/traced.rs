//! Where two requests spend their time, according to tracing
use std::hint::black_box;
use std::time::{Duration, Instant};

use tokio::time::sleep;
use tracing::{Instrument, info_span};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::fmt::time::uptime;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: subscriber
    tracing_subscriber::fmt()
        .with_span_events(FmtSpan::CLOSE)
        .with_target(false)
        .with_ansi(false)
        .with_timer(uptime())
        .init();
    // ANCHOR_END: subscriber

    // ANCHOR: spans
    let oslo = answer("Oslo").instrument(info_span!("request", city = "Oslo"));
    let rome = answer("Rome").instrument(info_span!("request", city = "Rome"));
    let tasks = [tokio::spawn(oslo), tokio::spawn(rome)];
    for task in tasks {
        task.await.unwrap();
    }
    // ANCHOR_END: spans
}

// ANCHOR: answer
async fn answer(city: &str) {
    let upstream = sleep(Duration::from_millis(200));
    upstream.instrument(info_span!("upstream")).await;
    let render = async {
        if city == "Rome" {
            compute_for(Duration::from_millis(300));
        }
    };
    render.instrument(info_span!("render")).await;
}
// ANCHOR_END: answer

fn compute_for(time: Duration) {
    let start = Instant::now();
    let mut number: u64 = 1;
    while start.elapsed() < time {
        number = black_box(number.wrapping_mul(31));
    }
}
