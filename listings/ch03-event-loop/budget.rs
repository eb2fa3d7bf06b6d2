//! How long until the others get a turn?
use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::sync::mpsc;
use tokio::task::{coop::unconstrained, yield_now};

static DONE: AtomicUsize = AtomicUsize::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    report("receive", receive(1000)).await;
    report("unconstrained receive", unconstrained(receive(1000))).await;
    report("ready", async {
        for _ in 0..1000 {
            ready(()).await;
            DONE.fetch_add(1, Relaxed);
        }
    })
    .await;
    report("yield_now", async {
        for _ in 0..1000 {
            yield_now().await;
            DONE.fetch_add(1, Relaxed);
        }
    })
    .await;
    // ANCHOR_END: new
}

// ANCHOR: new

/// All messages are there: `recv` never has to wait.
async fn receive(count: usize) {
    let (sender, mut receiver) = mpsc::channel(count);
    (0..count).for_each(|n| sender.try_send(n).unwrap());
    for _ in 0..count {
        receiver.recv().await;
        DONE.fetch_add(1, Relaxed);
    }
}
// ANCHOR_END: new

/// Starts it, and a second task that looks how far the first one is.
async fn report(name: &str, busy: impl Future<Output = ()> + Send + 'static) {
    DONE.store(0, Relaxed);
    let busy = tokio::spawn(busy);
    let other = tokio::spawn(async { DONE.load(Relaxed) });
    println!("{name}: the other task waits for {}", other.await.unwrap());
    busy.await.unwrap();
}
