//! How much does a busy task do before another one gets a turn?
use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::sync::mpsc;
use tokio::task::{coop::unconstrained, yield_now};

static DONE_STEPS: AtomicUsize = AtomicUsize::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: four_ways
    report("receive", receive(1000)).await;
    report("unconstrained receive", unconstrained(receive(1000))).await;
    report("ready", async {
        for _ in 0..1000 {
            ready(()).await;
            DONE_STEPS.fetch_add(1, Relaxed);
        }
    })
    .await;
    report("yield_now", async {
        for _ in 0..1000 {
            yield_now().await;
            DONE_STEPS.fetch_add(1, Relaxed);
        }
    })
    .await;
    // ANCHOR_END: four_ways
}

// ANCHOR: receive
/// All messages are already in the channel, so `recv` never has to wait.
async fn receive(count: usize) {
    let (sender, mut receiver) = mpsc::channel(count);
    for number in 0..count {
        sender.try_send(number).unwrap();
    }
    for _ in 0..count {
        receiver.recv().await;
        DONE_STEPS.fetch_add(1, Relaxed);
    }
}

/// Spawns the busy task, and then one that checks how far the first has got.
async fn report(name: &str, busy: impl Future<Output = ()> + Send + 'static) {
    DONE_STEPS.store(0, Relaxed);
    let busy_task = tokio::spawn(busy);
    let other_task = tokio::spawn(async { DONE_STEPS.load(Relaxed) });
    let steps = other_task.await.unwrap();
    println!("{name}: steps before the other task's turn: {steps}");
    busy_task.await.unwrap();
}
// ANCHOR_END: receive
