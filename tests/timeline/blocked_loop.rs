//! A task blocks the thread, and so the loop: the other wakes too late.

use std::thread;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let late = tokio::spawn(async {
        sleep(Duration::from_millis(50)).await;
        println!("late");
    });
    let rude = tokio::spawn(async {
        thread::sleep(Duration::from_millis(200));
        println!("rude");
    });
    late.await.unwrap();
    rude.await.unwrap();
}
