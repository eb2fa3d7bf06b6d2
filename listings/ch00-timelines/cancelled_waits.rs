//! A timeout and an abort
use std::time::Duration;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let eggs = async {
        sleep(Duration::from_secs(4)).await;
        println!("Eggs are ready");
    };
    let time_limit = Duration::from_millis(400);
    if timeout(time_limit, eggs).await.is_err() {
        println!("No eggs today");
    }

    let milk = tokio::spawn(async {
        sleep(Duration::from_secs(4)).await;
        println!("Milk is hot");
    });
    sleep(Duration::from_millis(300)).await;
    milk.abort();
    let error = milk.await.unwrap_err();
    println!("Milk was cancelled: {}", error.is_cancelled());
}
