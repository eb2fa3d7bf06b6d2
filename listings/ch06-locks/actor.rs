//! Three workers send their updates to the task that owns the counter
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::sync::{mpsc, oneshot};
use tokio::{spawn, time::sleep};

// ANCHOR: actor
enum Request {
    Increment { reply: oneshot::Sender<u32> },
}

async fn run_counter(mut requests: mpsc::Receiver<Request>) -> u32 {
    let mut counter = 0;
    while let Some(Request::Increment { reply }) = requests.recv().await {
        let value = counter;
        sleep(Duration::from_millis(10)).await; // write to a log
        counter = value + 1;
        let _ = reply.send(counter); // The worker may be gone.
    }
    counter
}
// ANCHOR_END: actor

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let (sender, receiver) = mpsc::channel(8);
    let counter = spawn(run_counter(receiver));
    let workers =
        (1..=3).map(|worker| spawn(count_requests(worker, sender.clone())));
    join_all(workers).await;

    drop(sender); // The last sender is gone, so the counter's loop ends.
    println!("15 updates, counter: {}", counter.await.unwrap());
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}

async fn count_requests(worker: u32, counter: mpsc::Sender<Request>) {
    for _ in 0..5 {
        let (reply, answer) = oneshot::channel();
        counter.send(Request::Increment { reply }).await.unwrap();
        println!("worker {worker} gets {}", answer.await.unwrap());
    }
}
// ANCHOR_END: main
