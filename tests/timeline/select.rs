//! A branch wins; the other is dropped, and its wait with it.

use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{interval, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let gate = Semaphore::new(0);
    tokio::select! {
        biased;
        () = sleep(Duration::from_millis(30)) => println!("30 ms"),
        () = sleep(Duration::from_millis(60)) => println!("60 ms"),
        _ = gate.acquire() => println!("open"),
    }
    let mut clock = interval(Duration::from_millis(40));
    for tick in 0..3 {
        clock.tick().await;
        println!("tick {tick}");
    }
}
