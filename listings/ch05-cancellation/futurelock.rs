//! A future that holds its place in a queue and is no longer polled
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::select;
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let cache = Arc::new(Mutex::new(0));
    tokio::spawn(refresh(cache.clone()));
    tokio::task::yield_now().await; // now `refresh` has the lock

    let mut oslo = pin!(read("Oslo", &cache));
    select! {
        () = &mut oslo => println!("Oslo was quick"),
        () = sleep(Duration::from_millis(100)) => {
            println!("main: Oslo takes long, so read Bergen first");
            let bergen = read("Bergen", &cache);
            let limit = Duration::from_secs(1);
            if timeout(limit, bergen).await.is_err() {
                println!("main: Bergen isn't there after 1 s either");
            }
        }
    }
    println!("main: the lock is free: {}", cache.try_lock().is_ok());
    // ANCHOR_END: main
}

// ANCHOR: tasks
/// Keeps the lock for 0.3 s.
async fn refresh(cache: Arc<Mutex<i32>>) {
    let mut temperature = cache.lock().await;
    sleep(Duration::from_millis(300)).await;
    *temperature = 14;
    println!("refresh: done, the lock is released");
}

async fn read(city: &str, cache: &Mutex<i32>) {
    let temperature = cache.lock().await;
    println!("{city}: {temperature} degrees");
}
// ANCHOR_END: tasks
