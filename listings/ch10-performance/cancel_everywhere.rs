//! Cancelling a future at each of its awaits
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::task::Poll;

use tokio::task::yield_now;

/// Two accounts.
type Accounts = Mutex<[i32; 2]>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: loops
    cancel_after_each_poll("transfer", transfer).await;
    cancel_after_each_poll("transfer_at_once", transfer_at_once).await;
    // ANCHOR_END: loops
}

// ANCHOR: loops

/// Drops the transfer after 1 poll, then after 2, until it finishes.
async fn cancel_after_each_poll(name: &str, transfer: impl AsyncFn(&Accounts)) {
    println!("{name}:");
    for max_polls in 1.. {
        let accounts = Accounts::new([100, 0]);
        let outcome = poll_and_drop(max_polls, transfer(&accounts)).await;
        let total: i32 = accounts.lock().unwrap().iter().sum();
        println!("  {outcome:?}: {total} in all");
        if outcome == Outcome::Finished {
            break;
        }
    }
}
// ANCHOR_END: loops

// ANCHOR: harness
#[derive(Debug, PartialEq)]
enum Outcome {
    DroppedAfterPoll(u32),
    Finished,
}

/// Polls `future` up to `max_polls` times, and then drops it.
async fn poll_and_drop(max_polls: u32, future: impl Future) -> Outcome {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        polls += 1;
        if future.as_mut().poll(context).is_ready() {
            Poll::Ready(Outcome::Finished)
        } else if polls == max_polls {
            Poll::Ready(Outcome::DroppedAfterPoll(polls))
        } else {
            Poll::Pending
        }
    })
    .await
}
// ANCHOR_END: harness

// ANCHOR: transfers
async fn transfer(accounts: &Accounts) {
    log("take 30 from A").await;
    accounts.lock().unwrap()[0] -= 30;
    log("give 30 to B").await;
    accounts.lock().unwrap()[1] += 30;
    log("done").await;
}

async fn transfer_at_once(accounts: &Accounts) {
    log("move 30 from A to B").await;
    accounts.lock().unwrap()[0] -= 30;
    accounts.lock().unwrap()[1] += 30;
    log("done").await;
}
// ANCHOR_END: transfers

async fn log(_line: &str) {
    yield_now().await; // stands for a write to a log file
}
