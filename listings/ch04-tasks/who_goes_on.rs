//! Four owners are dropped: whose work goes on?
use std::time::Duration;

use futures::future::{FutureExt, join_all};
use tokio::task::JoinSet;
use tokio::{spawn, time};
use tokio_util::task::TaskTracker;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let handle = spawn(work("JoinHandle"));
    let set = JoinSet::from_iter([work("JoinSet")]);
    let tracker = TaskTracker::new();
    tracker.spawn(work("TaskTracker"));
    let mut group = join_all([work("join_all")]);
    assert!((&mut group).now_or_never().is_none()); // Polls it once.

    sleep(0.1).await;
    println!("All four owners are dropped");
    drop((handle, set, tracker, group));
    sleep(0.5).await;
    // ANCHOR_END: new
}

async fn work(owner: &'static str) {
    let mut work = Work { owner, done: false };
    sleep(0.2).await;
    work.done = true;
    println!("{owner}: its work is done");
}

struct Work {
    owner: &'static str,
    done: bool,
}

impl Drop for Work {
    fn drop(&mut self) {
        if !self.done {
            println!("{}: its work is dropped", self.owner);
        }
    }
}

async fn sleep(seconds: f64) {
    time::sleep(Duration::from_secs_f64(seconds)).await;
}
