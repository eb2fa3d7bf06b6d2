//! How much of a future's time is work, and how much is waiting
use std::future::poll_fn;
use std::hint::black_box;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    measure("fetch", fetch_page()).await;
    measure("render", render_page()).await;
}

// ANCHOR: measure
/// Runs `future` and prints the time inside and outside of its polls.
async fn measure(name: &str, future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    let start = Instant::now();
    let mut polls = 0;
    let mut busy = Duration::ZERO;
    poll_fn(|context| {
        let poll_start = Instant::now();
        let result = future.as_mut().poll(context);
        busy += poll_start.elapsed();
        polls += 1;
        result
    })
    .await;

    let waiting = start.elapsed() - busy;
    println!("{name}: {polls} polls");
    let (busy, waiting) = (busy.as_secs_f64(), waiting.as_secs_f64());
    println!("  {busy:.2} s busy, {waiting:.2} s waiting");
}
// ANCHOR_END: measure

// ANCHOR: pages
async fn fetch_page() {
    for _ in 0..3 {
        sleep(Duration::from_millis(200)).await;
    }
}

async fn render_page() {
    sleep(Duration::from_millis(100)).await;
    compute_for(Duration::from_millis(500));
}
// ANCHOR_END: pages

fn compute_for(time: Duration) {
    let start = Instant::now();
    let mut number: u64 = 1;
    while start.elapsed() < time {
        number = black_box(number.wrapping_mul(31));
    }
}
