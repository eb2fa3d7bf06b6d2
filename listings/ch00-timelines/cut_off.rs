//! What is given up is cut off
use std::time::Duration;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let eggs = async {
        sleep(Duration::from_secs(4)).await;
        println!("Eggs are ready");
    };
    let patience = Duration::from_millis(400);
    if timeout(patience, eggs).await.is_err() {
        println!("No eggs today");
    }

    let milk = tokio::spawn(async {
        sleep(Duration::from_secs(4)).await;
        println!("Milk is hot");
    });
    sleep(patience).await;
    milk.abort();
    let cancelled = milk.await.unwrap_err().is_cancelled();
    println!("Milk cancelled: {cancelled}");
}
