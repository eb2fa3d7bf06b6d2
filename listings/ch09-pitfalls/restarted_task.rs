//! A supervisor that restarts what you've cancelled
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("wrong: {} starts", supervise(restart_after_any_error).await);
    println!("right: {} starts", supervise(restart_after_panic).await);
}

type RestartDecision = fn(&tokio::task::JoinError) -> bool;

// ANCHOR: decisions
fn restart_after_any_error(_: &tokio::task::JoinError) -> bool {
    true
}

fn restart_after_panic(error: &tokio::task::JoinError) -> bool {
    error.is_panic()
}
// ANCHOR_END: decisions

// ANCHOR: supervise
/// Keeps a task running while another one tries to stop it. Returns how often
/// the task was started.
async fn supervise(should_restart: RestartDecision) -> u32 {
    let mut starts = 0;
    while starts < 4 {
        let task = tokio::spawn(measure());
        starts += 1;
        stop_later(&task);
        match task.await {
            Ok(()) => break,
            Err(error) if should_restart(&error) => continue,
            Err(_) => break,
        }
    }
    starts
}
// ANCHOR_END: supervise

async fn measure() {
    sleep(Duration::from_secs(3600)).await;
}

/// Cancels the task after 0.1 s, like an operator who wants to stop it.
fn stop_later(task: &JoinHandle<()>) {
    let task = task.abort_handle();
    tokio::spawn(async move {
        sleep(Duration::from_millis(100)).await;
        task.abort();
    });
}
