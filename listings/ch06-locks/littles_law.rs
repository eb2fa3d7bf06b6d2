//! Predict how many requests are in progress, then count them
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::{interval, sleep};

pub const RATE: f64 = 50.0; // requests per second
pub const LATENCIES: [f64; 4] = [0.05, 0.10, 0.25, 0.40]; // seconds

static IN_PROGRESS: AtomicU32 = AtomicU32::new(0);

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let latency = LATENCIES.iter().sum::<f64>() / 4.0;
    println!("{RATE} per second, {latency:.2} s each");
    println!("predicted: {:.1} on average", RATE * latency);

    let counting = tokio::spawn(average_in_progress());
    let mut arrivals = interval(Duration::from_secs_f64(1.0 / RATE));
    for number in 0..120 {
        arrivals.tick().await;
        tokio::spawn(handle_request(LATENCIES[number % 4]));
    }
    println!("counted: {:.1} on average", counting.await.unwrap());
    sleep(Duration::from_millis(550)).await; // Let the last ones finish.
}
// ANCHOR_END: main

pub async fn handle_request(latency: f64) {
    IN_PROGRESS.fetch_add(1, Relaxed);
    sleep(Duration::from_secs_f64(latency)).await;
    IN_PROGRESS.fetch_sub(1, Relaxed);
}

// ANCHOR: count
/// Counts the requests in progress 70 times, and returns the average.
pub async fn average_in_progress() -> f64 {
    sleep(Duration::from_millis(500)).await; // At first there are too few.
    let mut sum = 0;
    for _ in 0..70 {
        sleep(Duration::from_millis(17)).await;
        sum += IN_PROGRESS.load(Relaxed);
    }
    f64::from(sum) / 70.0
}
// ANCHOR_END: count
