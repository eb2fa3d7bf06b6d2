//! What happens to unfinished work when `main` returns
use std::thread;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;
use tokio::time::sleep;

// ANCHOR: main
fn main() {
    let start = Instant::now();
    async_main();
    let seconds = start.elapsed().as_secs_f64();
    println!("the runtime is gone after {seconds:.2} s");
}

#[tokio::main(flavor = "current_thread")]
async fn async_main() {
    tokio::spawn(async {
        let _report = ReportDrop;
        sleep(Duration::from_secs(3)).await;
        println!("the task finishes");
    });
    spawn_blocking(|| {
        thread::sleep(Duration::from_secs(1));
        println!("the blocking function returns");
    });
    sleep(Duration::from_millis(100)).await; // so that both have started
    println!("async_main returns");
}
// ANCHOR_END: main

struct ReportDrop;

impl Drop for ReportDrop {
    fn drop(&mut self) {
        println!("the task is dropped");
    }
}
