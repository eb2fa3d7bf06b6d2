//! Three workers share a receiver
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

type SharedReceiver = Arc<Mutex<mpsc::Receiver<u32>>>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut workers = JoinSet::new();
    let receiver = queue_of_nine();
    for _ in 0..3 {
        workers.spawn(work_in_loop_body(receiver.clone()));
    }
    workers.join_all().await;
    println!("lock kept: {:.2} s", start.elapsed().as_secs_f64());

    let start = Instant::now();
    let mut workers = JoinSet::new();
    let receiver = queue_of_nine();
    for _ in 0..3 {
        workers.spawn(work_after_unlocking(receiver.clone()));
    }
    workers.join_all().await;
    println!("lock released: {:.2} s", start.elapsed().as_secs_f64());
}

// ANCHOR: kept
async fn work_in_loop_body(receiver: SharedReceiver) {
    while let Some(report) = receiver.lock().await.recv().await {
        analyse(report).await;
    }
}
// ANCHOR_END: kept

// ANCHOR: released
async fn work_after_unlocking(receiver: SharedReceiver) {
    loop {
        let message = receiver.lock().await.recv().await;
        let Some(report) = message else { break };
        analyse(report).await;
    }
}
// ANCHOR_END: released

async fn analyse(_report: u32) {
    sleep(Duration::from_millis(300)).await;
}

/// A channel with nine reports in it, and no sender any more.
fn queue_of_nine() -> SharedReceiver {
    let (sender, receiver) = mpsc::channel(9);
    for report in 1..=9 {
        sender.try_send(report).unwrap();
    }
    Arc::new(Mutex::new(receiver))
}
