//! What blocks runs on a thread of its own, and the loop goes on.

use std::thread;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let report = spawn_blocking(|| {
        thread::sleep(Duration::from_millis(200));
        println!("report");
    });
    let ticks = tokio::spawn(async {
        for tick in 0..3 {
            sleep(Duration::from_millis(50)).await;
            println!("tick {tick}");
        }
    });
    ticks.await.unwrap();
    report.await.unwrap();
}
