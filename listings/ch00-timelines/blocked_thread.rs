//! A task that blocks its thread
use std::thread;
use std::time::Duration;
use tokio::time::{interval, sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::spawn(async {
        let mut clock = interval(Duration::from_millis(100));
        loop {
            clock.tick().await;
            println!("tick");
        }
    });
    sleep(Duration::from_millis(250)).await;
    println!("main blocks the thread");
    thread::sleep(Duration::from_millis(400));
    println!("main lets the clock run again");
    sleep(Duration::from_millis(120)).await;
}
