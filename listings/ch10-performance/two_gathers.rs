//! Two groups, one after the other and together
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

/// How many times a request has started or resumed.
static TURNS: AtomicU32 = AtomicU32::new(0);

const NORTH: [u64; 3] = [100, 300, 200];
const SOUTH: [u64; 3] = [400, 100, 300];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: groups
    let start = Instant::now();
    fetch_all(&NORTH).await;
    fetch_all(&SOUTH).await;
    report("one group after the other", start);

    let start = Instant::now();
    fetch_all(&[NORTH, SOUTH].concat()).await;
    report("all six together", start);
    // ANCHOR_END: groups
}

async fn fetch_all(delays: &[u64]) {
    let requests = delays.iter().map(|&ms| tokio::spawn(fetch(ms)));
    join_all(requests).await;
}

async fn fetch(ms: u64) {
    TURNS.fetch_add(1, Relaxed);
    sleep(Duration::from_millis(ms)).await;
    TURNS.fetch_add(1, Relaxed);
}

fn report(title: &str, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let turns = TURNS.swap(0, Relaxed);
    println!("{title}: {seconds:.2} s, {turns} turns");
}
