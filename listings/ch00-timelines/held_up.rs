//! A task that holds up all others
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
    println!("Holding up all others");
    thread::sleep(Duration::from_millis(400));
    println!("Letting them go on");
    sleep(Duration::from_millis(120)).await;
}
