//! The same wait on a thread of its own
use std::thread;
use std::time::Duration;
use tokio::task::spawn_blocking;
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
    println!("another thread blocks");
    let wait = spawn_blocking(|| thread::sleep(Duration::from_millis(400)));
    wait.await.unwrap();
    println!("the clock never missed a tick");
}
