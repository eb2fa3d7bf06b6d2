//! Waits for channels, tasks, ticks and permits that are cancelled
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::interval;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: channel
    let (tx, mut rx) = mpsc::channel(1);
    poll_once(rx.recv());
    tx.send("rain").await.unwrap();
    println!("| `recv` | {} of 1 messages |", 1 - rx.len());

    poll_once(tx.send("hail")); // there's no room for it
    rx.recv().await; // this is the rain
    println!("| `send` | {} of 1 messages |", 1 - rx.len());

    tx.send("rain").await.unwrap();
    let message = "hail";
    poll_once(tx.reserve());
    rx.recv().await;
    tx.reserve().await.unwrap().send(message);
    println!("| `reserve` | {} of 1 messages |", 1 - rx.len());
    // ANCHOR_END: channel

    // ANCHOR: tasks
    let mut tasks = JoinSet::from_iter([async { "rain" }]);
    poll_once(tasks.join_next());
    let results = tasks.join_all().await.len();
    println!("| `join_next` | {} of 1 results |", 1 - results);

    let mut task = tokio::spawn(async { "rain" });
    poll_once(&mut task);
    let results = task.await.iter().len();
    println!("| `&mut JoinHandle` | {} of 1 results |", 1 - results);

    let mut ticks = interval(Duration::from_millis(100));
    let first = ticks.tick().await;
    poll_once(ticks.tick());
    let periods = (ticks.tick().await - first).as_millis() / 100;
    println!("| `tick` | {} of 1 ticks |", periods - 1);
    // ANCHOR_END: tasks

    // ANCHOR: permits
    let semaphore = Semaphore::new(0);
    let mut oslo = Box::pin(semaphore.acquire());
    let mut bergen = pin!(semaphore.acquire());
    poll_once(&mut oslo); // the first in the queue
    poll_once(&mut bergen);
    drop(oslo); // cancelled
    let mut oslo = pin!(semaphore.acquire());
    poll_once(&mut oslo); // once more

    semaphore.add_permits(1);
    let place = if oslo.now_or_never().is_some() { 1 } else { 2 };
    println!("| `acquire` | place 1 becomes place {place} |");
    // ANCHOR_END: permits
}

/// Polls the future once, and then drops it.
fn poll_once(future: impl Future) {
    assert!(future.now_or_never().is_none(), "it should have to wait");
}
