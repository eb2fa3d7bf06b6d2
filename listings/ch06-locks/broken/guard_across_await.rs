//! A guard of std's mutex, held across an await
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;

#[tokio::main]
async fn main() {
    let counter = Arc::new(Mutex::new(0));
    tokio::spawn(count_request(counter)).await.unwrap();
}

// ANCHOR: new
async fn count_request(counter: Arc<Mutex<u32>>) {
    let mut guard = counter.lock().unwrap();
    *guard += 1;
    save(*guard).await;
}
// ANCHOR_END: new

async fn save(number: u32) {
    sleep(Duration::from_millis(100)).await;
    println!("request {number} is saved");
}
