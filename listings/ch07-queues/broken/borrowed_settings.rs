//! A borrow of a watch that's kept across an await
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

#[tokio::main]
async fn main() {
    let (_settings, receiver) = watch::channel(Duration::from_millis(100));
    tokio::spawn(measure(receiver)).await.unwrap();
}

async fn measure(receiver: watch::Receiver<Duration>) {
    let interval = receiver.borrow();
    sleep(*interval).await;
    println!("measured after {interval:?}");
}
