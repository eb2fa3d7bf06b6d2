//! Four owners are dropped: which work continues?
use std::time::Duration;

use futures::future::{FutureExt, join_all};
use tokio::spawn;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::task::TaskTracker;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let handle = spawn(work("JoinHandle"));
    let mut set = JoinSet::new();
    set.spawn(work("JoinSet"));
    let tracker = TaskTracker::new();
    tracker.spawn(work("TaskTracker"));
    let mut group = join_all([work("join_all")]);
    assert!((&mut group).now_or_never().is_none()); // poll it once

    sleep(Duration::from_millis(100)).await;
    println!("All four are dropped");
    drop((handle, set, tracker, group));
    sleep(Duration::from_millis(500)).await;
    // ANCHOR_END: new
}

async fn work(owner: &'static str) {
    let mut guard = Guard { owner, done: false };
    sleep(Duration::from_millis(200)).await;
    guard.done = true;
    println!("{owner}: its work is done");
}

struct Guard {
    owner: &'static str,
    done: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.done {
            println!("{}: its work is dropped", self.owner);
        }
    }
}
