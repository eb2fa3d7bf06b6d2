//! Two pinned futures that should be swapped
use std::mem;
use std::pin::pin;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let first = pin!(order("tea"));
    let second = pin!(order("toast"));
    mem::swap(&mut *first, &mut *second);
    // ANCHOR_END: new
    println!("{} {}", first.await, second.await);
}

async fn order(dish: &str) -> String {
    tokio::task::yield_now().await;
    format!("one {dish}")
}
