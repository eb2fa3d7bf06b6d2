//! How large a future is
use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: variables
async fn nap() {
    sleep(Duration::from_millis(1)).await;
}

async fn used_later() -> u8 {
    let page = [1; 4096];
    nap().await;
    page[7] // so `page` has to be kept while `nap` waits
}

async fn borrowed() -> u8 {
    let page = [1; 4096];
    let largest = *page.iter().max().unwrap();
    nap().await; // `page` is still in scope, and has been borrowed
    largest
}

async fn scoped() -> u8 {
    let largest = {
        let page = [1; 4096];
        *page.iter().max().unwrap()
    };
    nap().await; // `page` is gone
    largest
}
// ANCHOR_END: variables

// ANCHOR: inner
async fn in_turn() -> u8 {
    used_later().await + used_later().await
}

async fn boxed() -> u8 {
    Box::pin(used_later()).await
}

async fn on_the_heap() -> u8 {
    let page = vec![1; 4096];
    nap().await;
    page[7]
}
// ANCHOR_END: inner

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("nap: {} bytes", size_of_val(&nap()));
    println!("used_later: {} bytes", size_of_val(&used_later()));
    println!("borrowed: {} bytes", size_of_val(&borrowed()));
    println!("scoped: {} bytes", size_of_val(&scoped()));
    println!("in_turn: {} bytes", size_of_val(&in_turn()));
    println!("boxed: {} bytes", size_of_val(&boxed()));
    println!("on_the_heap: {} bytes", size_of_val(&on_the_heap()));
}
