//! Waits that tokio tells of, a barrier and a readers' lock, and waits of
//! which it tells the wake only.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Barrier, Notify, RwLock, broadcast, watch};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let barrier = Arc::new(Barrier::new(2));
    let other = barrier.clone();
    tokio::spawn(async move { other.wait().await });
    pause().await;
    barrier.wait().await;

    let price = Arc::new(RwLock::new(3));
    let other = price.clone();
    let change = price.write().await;
    tokio::spawn(async move { println!("{}", other.read().await) });
    pause().await;
    drop(change);

    let bell = Arc::new(Notify::new());
    let other = bell.clone();
    tokio::spawn(async move { other.notified().await });
    pause().await;
    bell.notify_one();

    let (weather, mut seen) = watch::channel("rain");
    tokio::spawn(async move { seen.changed().await });
    pause().await;
    weather.send("sun").unwrap();

    let (news, mut heard) = broadcast::channel(1);
    tokio::spawn(async move { heard.recv().await });
    pause().await;
    news.send("sun").unwrap();
    pause().await;
}

async fn pause() {
    sleep(Duration::from_millis(10)).await;
}
