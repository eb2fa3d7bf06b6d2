//! Four tasks that are asked to stop, and when they do
use std::thread;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const STEP_TIME: Duration = Duration::from_millis(600);

// ANCHOR: stop
#[tokio::main(flavor = "current_thread")]
async fn main() {
    stop_after_a_moment("wrong, async", check_between_steps).await;
    stop_after_a_moment("right, async", wait_for_both).await;
    stop_after_a_moment("wrong, blocking", block_in_one_piece).await;
    stop_after_a_moment("right, blocking", block_in_pieces).await;
}

/// Asks a task to stop after 0.2 s, and prints how long it took to obey.
async fn stop_after_a_moment<T>(name: &str, work: fn(CancellationToken) -> T)
where
    T: Future<Output = ()> + Send + 'static,
{
    let token = CancellationToken::new();
    let task = tokio::spawn(work(token.clone()));
    sleep(Duration::from_millis(200)).await;
    let start = Instant::now();
    token.cancel();
    task.await.unwrap();
    println!("{name}: {:.2} s", start.elapsed().as_secs_f64());
}
// ANCHOR_END: stop

// ANCHOR: async
async fn check_between_steps(token: CancellationToken) {
    while !token.is_cancelled() {
        sleep(STEP_TIME).await;
    }
}

async fn wait_for_both(token: CancellationToken) {
    token.run_until_cancelled(sleep(3 * STEP_TIME)).await;
}
// ANCHOR_END: async

// ANCHOR: blocking
async fn block_in_one_piece(_token: CancellationToken) {
    spawn_blocking(|| thread::sleep(STEP_TIME)).await.unwrap();
}

async fn block_in_pieces(token: CancellationToken) {
    let work = move || {
        while !token.is_cancelled() {
            thread::sleep(STEP_TIME / 60); // a small piece of the work
        }
    };
    spawn_blocking(work).await.unwrap();
}
// ANCHOR_END: blocking
