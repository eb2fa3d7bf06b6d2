//! A sleep that starts anew in every iteration never fires
use std::pin::pin;
use std::time::Duration;

use tokio::select;
use tokio::time::{Instant, interval, sleep};

const PERIOD: Duration = Duration::from_millis(100);
const PAUSE: Duration = Duration::from_millis(400);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let reports = count_reports_new_sleep().await;
    println!("a new sleep in each turn: {reports} reports");
    let reports = count_reports_pinned_sleep().await;
    println!("one pinned sleep: {reports} reports");
}

// ANCHOR: new_sleep
/// Takes ten readings, and should count a report every 0.4 s.
async fn count_reports_new_sleep() -> u32 {
    let mut sensor = interval(PERIOD);
    let mut readings = 0;
    let mut reports = 0;
    while readings < 10 {
        select! {
            _ = sensor.tick() => readings += 1,
            () = sleep(PAUSE) => reports += 1,
        }
    }
    reports
}
// ANCHOR_END: new_sleep

// ANCHOR: pinned_sleep
async fn count_reports_pinned_sleep() -> u32 {
    let mut sensor = interval(PERIOD);
    let mut pause = pin!(sleep(PAUSE));
    let mut readings = 0;
    let mut reports = 0;
    while readings < 10 {
        select! {
            _ = sensor.tick() => readings += 1,
            () = &mut pause => {
                reports += 1;
                pause.as_mut().reset(Instant::now() + PAUSE);
            }
        }
    }
    reports
}
// ANCHOR_END: pinned_sleep
