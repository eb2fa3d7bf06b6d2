//! Sleeping in a loop drifts, an interval doesn't
use std::time::{Duration, Instant};

use tokio::join;
use tokio::time::{interval, sleep};

const PERIOD: Duration = Duration::from_millis(200);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let sleeping = tokio::spawn(measure_with_sleep(start));
    let ticking = tokio::spawn(measure_with_interval(start));
    let _ = join!(sleeping, ticking);
}

// ANCHOR: loops
async fn measure_with_sleep(start: Instant) {
    for number in 1..=6 {
        print_start("sleep", number, start);
        measure().await;
        sleep(PERIOD).await;
    }
}

async fn measure_with_interval(start: Instant) {
    let mut ticks = interval(PERIOD);
    for number in 1..=6 {
        ticks.tick().await;
        print_start("interval", number, start);
        measure().await;
    }
}
// ANCHOR_END: loops

async fn measure() {
    sleep(Duration::from_millis(80)).await;
}

fn print_start(kind: &str, number: u32, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    if number == 6 {
        println!("{kind}: measurement 6 starts after {seconds:.2} s");
    }
}
