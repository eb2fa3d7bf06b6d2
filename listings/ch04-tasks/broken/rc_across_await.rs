//! A task that keeps an `Rc` while it waits
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
    let copy = Rc::clone(&visitors);
    sleep(Duration::from_secs(1)).await;
    println!("{visitors} visitors, {copy} in the copy");
}
// ANCHOR_END: new
