//! Three ways to give a task what it needs
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio::{join, spawn};

#[tokio::main]
async fn main() {
    join_with_borrow().await;
    move_into_task().await;
    share_with_arc().await;
}

// ANCHOR: new
async fn join_with_borrow() {
    let city = String::from("Rome");
    join!(report("borrowed", &city), report("borrowed", &city));
}

async fn move_into_task() {
    let city = String::from("Oslo");
    let task = spawn(async move { report("moved", &city).await });
    task.await.unwrap();
}

async fn share_with_arc() {
    let count = Arc::new(Mutex::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..2 {
        let count = Arc::clone(&count);
        tasks.spawn(async move {
            report("shared", "Lima").await;
            *count.lock().unwrap() += 1;
        });
    }
    tasks.join_all().await;
    println!("shared: {} reports", count.lock().unwrap());
}
// ANCHOR_END: new

async fn report(way: &str, city: &str) {
    sleep(Duration::from_millis(50)).await;
    println!("{way}: sunny in {city}");
}
