//! Before its first poll, a future can move
use std::mem;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let mut first = order("tea");
    let mut second = order("toast");
    mem::swap(&mut first, &mut second);
    println!("first: {}", first.await);
    println!("second: {}", second.await);
    // ANCHOR_END: new
}

// ANCHOR: new

async fn order(dish: &str) -> String {
    tokio::task::yield_now().await;
    format!("one {dish}")
}
// ANCHOR_END: new
