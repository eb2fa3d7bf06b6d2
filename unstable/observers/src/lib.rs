//! The program that is observed: two requests, and a load.

use std::hint::black_box;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::sleep;

/// Two requests, Oslo's and Rome's, that need the same upstream. Rome's waits
/// for it, hands the answer on to Oslo's, and then computes for 300 ms.
pub fn create_requests() -> (BoxFuture, BoxFuture) {
    let (answer_tx, answer_rx) = oneshot::channel();
    let oslo = async move { answer_rx.await.unwrap() };
    let rome = async move {
        sleep(Duration::from_millis(200)).await;
        answer_tx.send(()).unwrap();
        compute_for(Duration::from_millis(300));
    };
    (Box::pin(oslo), Box::pin(rome))
}

fn compute_for(time: Duration) {
    let start = Instant::now();
    let mut number: u64 = 1;
    while start.elapsed() < time {
        number = black_box(number.wrapping_mul(31));
    }
}

const TASKS: u32 = 1_000;
const POLLS_PER_TASK: u32 = 10;
const ROUNDS: usize = 51;

/// Spawns tasks that are polled ten times each, and returns the nanoseconds
/// per poll: the median of 51 rounds, after one that doesn't count. Call it in
/// a task, so that a runtime with one worker does all of it on one thread.
pub async fn measure_poll_ns<F: Future<Output = ()> + Send + 'static>(
    observe: impl Fn(BoxFuture) -> F + Send + 'static,
) -> u128 {
    let mut nanoseconds = Vec::new();
    for round in 0..=ROUNDS {
        let start = Instant::now();
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| tokio::spawn(observe(Box::pin(yield_between_polls()))))
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        if round > 0 {
            let polls = TASKS * POLLS_PER_TASK;
            nanoseconds.push((start.elapsed() / polls).as_nanos());
        }
    }
    nanoseconds.sort();
    nanoseconds[ROUNDS / 2]
}

pub type BoxFuture = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

async fn yield_between_polls() {
    for _ in 1..POLLS_PER_TASK {
        yield_now().await;
    }
}
