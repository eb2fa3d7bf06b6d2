//! How large a future is
use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: new
async fn nap() {
    sleep(Duration::from_millis(1)).await;
}

async fn holds() -> u8 {
    let page = [1; 4096];
    nap().await;
    page[7]
}

async fn lets_go() -> u8 {
    let seventh = {
        let page = [1; 4096];
        page[7]
    };
    nap().await;
    seventh
}

async fn in_turn() -> u8 {
    holds().await + holds().await
}

async fn boxed() -> u8 {
    Box::pin(holds()).await
}

async fn heap() -> u8 {
    let page = vec![1; 4096];
    nap().await;
    page[7]
}
// ANCHOR_END: new

async fn huge() -> u8 {
    let book = [1; 20_000];
    nap().await;
    book[7]
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("nap: {} bytes", size_of_val(&nap()));
    println!("holds: {} bytes", size_of_val(&holds()));
    println!("lets_go: {} bytes", size_of_val(&lets_go()));
    println!("in_turn: {} bytes", size_of_val(&in_turn()));
    println!("boxed: {} bytes", size_of_val(&boxed()));
    println!("heap: {} bytes", size_of_val(&heap()));
    println!("huge: {} bytes", size_of_val(&huge()));
    #[expect(clippy::large_futures, reason = "the lesson")]
    let seventh = huge().await;
    println!("huge works all the same: {seventh}");
}
