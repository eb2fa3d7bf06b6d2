//! Four ways to let go of a task, and what happens to it
use std::time::Duration;

use tokio::spawn;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let dropped = spawn(work("dropped handle"));
    let aborted = spawn(work("abort"));
    let owned = spawn(work("AbortOnDropHandle"));
    let owned = AbortOnDropHandle::new(owned);
    let timed = spawn(work("timeout"));

    let result = timeout(Duration::from_millis(100), timed).await;
    println!("main: the timeout is over: {}", result.is_err());
    drop(dropped);
    aborted.abort();
    drop(owned);
    sleep(Duration::from_millis(500)).await;
    // ANCHOR_END: new
}

async fn work(name: &'static str) {
    let mut guard = Guard { name, done: false };
    sleep(Duration::from_millis(300)).await;
    guard.done = true;
    println!("{name}: the task has finished");
}

struct Guard {
    name: &'static str,
    done: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.done {
            println!("{}: the task is cancelled", self.name);
        }
    }
}
