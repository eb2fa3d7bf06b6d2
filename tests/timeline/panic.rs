//! A task panics; the one that waits for it hears of it and goes on.

use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let clumsy = tokio::spawn(async {
        sleep(Duration::from_millis(50)).await;
        panic!("the plate fell");
    });
    let careful = tokio::spawn(sleep(Duration::from_millis(80)));
    println!("{}", clumsy.await.unwrap_err().is_panic());
    careful.await.unwrap();
    println!("served");
}
