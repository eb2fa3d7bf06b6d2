//! Two tasks, two locks, one order
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio::{sync::Mutex, task::JoinSet};

type SharedList = Arc<Mutex<Vec<&'static str>>>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let cache = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    tasks.spawn(store_forecast(Arc::clone(&cache), Arc::clone(&log)));
    tasks.spawn(print_report(cache, log));

    let all = async { while tasks.join_next().await.is_some() {} };
    match timeout(Duration::from_secs(1), all).await {
        Ok(()) => println!("both tasks are done"),
        Err(_) => println!("after 1 s, {} tasks are waiting", tasks.len()),
    }
    // ANCHOR_END: main
}

// ANCHOR: tasks
async fn store_forecast(cache: SharedList, log: SharedList) {
    let mut cache = cache.lock().await;
    println!("store_forecast has the cache, and wants the log");
    sleep(Duration::from_millis(200)).await; // ask the weather station
    let mut log = log.lock().await;
    cache.push("sunny");
    log.push("stored a forecast");
}

async fn print_report(cache: SharedList, log: SharedList) {
    let cache = cache.lock().await;
    println!("print_report has the cache, and wants the log");
    sleep(Duration::from_millis(100)).await; // open the printer
    let mut log = log.lock().await;
    println!("forecasts in the cache: {}", cache.len());
    log.push("printed a report");
}
// ANCHOR_END: tasks
