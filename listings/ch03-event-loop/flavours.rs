//! Two flavours of loop: one thread, or several
use std::collections::HashSet;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::runtime::{Builder, Runtime};

// ANCHOR: new
fn main() {
    let one = Builder::new_current_thread().build().unwrap();
    let two = Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    report("current_thread", &one);
    report("multi_thread", &two);
}

fn report(name: &str, runtime: &Runtime) {
    let start = Instant::now();
    let threads: HashSet<ThreadId> = runtime.block_on(async {
        let tasks: Vec<_> = (0..4).map(|_| tokio::spawn(hog())).collect();
        join_all(tasks)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect()
    });
    let (count, seconds) = (threads.len(), start.elapsed().as_secs_f64());
    println!("{name}: 4 tasks, threads used: {count}, {seconds:.2} s");
}

/// Holds its thread for 0.25 s and never gives way, as if it computed.
async fn hog() -> ThreadId {
    thread::sleep(Duration::from_millis(250));
    thread::current().id()
}
// ANCHOR_END: new
