//! Five tasks, spawned before any of them is awaited
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: new
    let mut tasks = Vec::new();
    for (number, seconds) in (1..).zip([2.0, 1.0, 3.0, 1.5, 2.5]) {
        tasks.push(tokio::spawn(work(number, seconds)));
    }
    println!("{} tasks are spawned", tasks.len());

    for task in tasks {
        println!("{}", task.await.unwrap());
    }
    // ANCHOR_END: new
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}

async fn work(number: u32, seconds: f64) -> String {
    println!("worker {number} starts");
    sleep(Duration::from_secs_f64(seconds)).await;
    println!("worker {number} ends");
    format!("The result of worker {number}")
}
