//! Nine downloads, three ways
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::runtime::Builder;
use tokio::time::sleep;

const DOWNLOAD_TIME: Duration = Duration::from_millis(300);

// ANCHOR: three_ways
fn main() {
    report("three threads, a loop each", || {
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| download_on_a_loop(3));
            }
        });
    });
    report("one thread, one loop", || download_on_a_loop(9));
    report("three threads, no loop", || download_on_threads(3, 9));
}
// ANCHOR_END: three_ways

// ANCHOR: download
fn download_on_a_loop(count: usize) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        join_all((0..count).map(|_| sleep(DOWNLOAD_TIME))).await;
    });
}

/// Each thread takes the next download when it has finished one.
fn download_on_threads(threads: usize, count: usize) {
    let (sender, receiver) = mpsc::channel();
    for number in 0..count {
        sender.send(number).unwrap();
    }
    drop(sender);
    let receiver = Mutex::new(receiver);
    let next_download = || receiver.lock().unwrap().recv();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while next_download().is_ok() {
                    thread::sleep(DOWNLOAD_TIME);
                }
            });
        }
    });
}
// ANCHOR_END: download

fn report(name: &str, run: impl FnOnce()) {
    let start = Instant::now();
    run();
    println!("{name}: {:.2} s", start.elapsed().as_secs_f64());
}
