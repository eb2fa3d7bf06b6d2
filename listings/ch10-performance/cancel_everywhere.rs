//! Cancelling a future at each of its awaits
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::task::Poll;

use tokio::task::yield_now;

/// Two accounts.
type Bank = Mutex<[i32; 2]>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: loops
    check_all("transfer", transfer).await;
    check_all("transfer_at_once", transfer_at_once).await;
    // ANCHOR_END: loops
}

// ANCHOR: loops

/// Drops the transfer after 1 poll, then after 2, until it finishes.
async fn check_all(name: &str, transfer: impl AsyncFn(&Bank)) {
    println!("{name}:");
    for limit in 1.. {
        let bank = Bank::new([100, 0]);
        let end = poll_and_drop(limit, transfer(&bank)).await;
        let total: i32 = bank.lock().unwrap().iter().sum();
        println!("  {end:?}: {total} in all");
        if end == End::Finished {
            break;
        }
    }
}
// ANCHOR_END: loops

// ANCHOR: harness
#[derive(Debug, PartialEq)]
enum End {
    DroppedAfterPoll(u32),
    Finished,
}

/// Polls `future` up to `limit` times, and then drops it.
async fn poll_and_drop(limit: u32, future: impl Future) -> End {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        polls += 1;
        if future.as_mut().poll(context).is_ready() {
            Poll::Ready(End::Finished)
        } else if polls == limit {
            Poll::Ready(End::DroppedAfterPoll(polls))
        } else {
            Poll::Pending
        }
    })
    .await
}
// ANCHOR_END: harness

// ANCHOR: transfers
async fn transfer(bank: &Bank) {
    log("take 30 from A").await;
    bank.lock().unwrap()[0] -= 30;
    log("give 30 to B").await;
    bank.lock().unwrap()[1] += 30;
    log("done").await;
}

async fn transfer_at_once(bank: &Bank) {
    log("move 30 from A to B").await;
    bank.lock().unwrap()[0] -= 30;
    bank.lock().unwrap()[1] += 30;
    log("done").await;
}
// ANCHOR_END: transfers

async fn log(_line: &str) {
    yield_now().await; // stands for a write to a log file
}
