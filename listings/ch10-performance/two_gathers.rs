//! Two groups, one after the other and together
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

/// How many times a request has started or resumed.
static TURNS: AtomicU32 = AtomicU32::new(0);

const NORTH_MS: [u64; 3] = [100, 300, 200];
const SOUTH_MS: [u64; 3] = [400, 100, 300];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: groups
    let start = Instant::now();
    fetch_all(&NORTH_MS).await;
    fetch_all(&SOUTH_MS).await;
    report("one group after the other", start);

    let start = Instant::now();
    fetch_all(&[NORTH_MS, SOUTH_MS].concat()).await;
    report("all six together", start);
    // ANCHOR_END: groups
}

async fn fetch_all(delays_ms: &[u64]) {
    let requests = delays_ms.iter().map(|&ms| tokio::spawn(fetch(ms)));
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
