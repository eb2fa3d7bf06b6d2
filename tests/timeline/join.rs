//! Two waits in one task, together, and then a third.

use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    tokio::join!(
        async {
            sleep(Duration::from_millis(300)).await;
            println!("tea");
        },
        async {
            sleep(Duration::from_millis(200)).await;
            println!("toast");
        }
    );
    sleep(Duration::from_millis(100)).await;
    println!("breakfast");
}
