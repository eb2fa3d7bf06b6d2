//! One program, one wait
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("Tea goes in");
    sleep(Duration::from_secs(1)).await;
    println!("Tea is ready");
}
