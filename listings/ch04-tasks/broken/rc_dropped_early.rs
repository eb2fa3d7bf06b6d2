//! A task that drops its `Rc` before it waits
use std::rc::Rc;
use std::time::Duration;

use tokio::time::sleep;

#[tokio::main]
async fn main() {
    tokio::spawn(count_visitors()).await.unwrap();
}

// ANCHOR: new
async fn count_visitors() {
    let visitors = Rc::new(100);
    println!("{visitors} visitors");
    drop(visitors);
    sleep(Duration::from_secs(1)).await;
}
// ANCHOR_END: new
