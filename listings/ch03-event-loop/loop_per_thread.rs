//! Nine downloads, three ways
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::runtime::Builder;

const WAIT: Duration = Duration::from_millis(300);

// ANCHOR: new
fn main() {
    timed("a loop a thread", || {
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| one_loop(3));
            }
        });
    });
    timed("one loop, one thread", || one_loop(9));
    timed("three threads, no loop", || pool(3, 9));
}

fn one_loop(downloads: usize) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        join_all((0..downloads).map(|_| tokio::time::sleep(WAIT))).await;
    });
}
// ANCHOR_END: new

/// Threads that take the next download when they have finished one.
fn pool(threads: usize, downloads: usize) {
    let (sender, receiver) = mpsc::channel();
    (0..downloads).for_each(|n| sender.send(n).unwrap());
    drop(sender);
    let jobs = Mutex::new(receiver);
    let next = || jobs.lock().unwrap().recv().ok();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while next().is_some() {
                    thread::sleep(WAIT)
                }
            });
        }
    });
}

fn timed(name: &str, run: impl FnOnce()) {
    let start = Instant::now();
    run();
    println!("{name}: {:.2} s", start.elapsed().as_secs_f64());
}
