//! An event that stays set, for early and late clients
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;
use tokio::{join, spawn};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let start = Instant::now();
    let (opening, is_open) = watch::channel(false);
    let early = spawn(visit("early", 0.1, start, is_open.clone()));
    let late = spawn(visit("late", 0.8, start, is_open));

    sleep(Duration::from_millis(500)).await;
    println!("the station opens");
    opening.send(true).unwrap();

    let _ = join!(early, late);
    // ANCHOR_END: main
}

// ANCHOR: client
async fn visit(
    name: &str,
    arrival_seconds: f64,
    start: Instant,
    mut is_open: watch::Receiver<bool>,
) {
    sleep(Duration::from_secs_f64(arrival_seconds)).await;
    is_open.wait_for(|open| *open).await.unwrap();
    let seconds = start.elapsed().as_secs_f64();
    println!("{name} client is served at {seconds:.2} s");
}
// ANCHOR_END: client
