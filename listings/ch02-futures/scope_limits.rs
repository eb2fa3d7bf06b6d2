//! What a scope function can't do
use std::cell::Cell;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::{sleep, timeout};

// ANCHOR: new
async fn with<T>(released: &Cell<bool>, body: impl AsyncFnOnce() -> T) -> T {
    let result = body().await;
    sleep(Duration::from_millis(100)).await; // releasing takes time
    released.set(true);
    result
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let released = Cell::new(false);

    with(&released, async || work().await).await;
    report("success", released.take());

    let failure = with(&released, async || Err::<(), _>("no such city"));
    assert!(failure.await.is_err());
    report("an error", released.take());

    // The timeout drops the future after 0.1 s, in the middle of its work.
    let cut_short = with(&released, async || work().await);
    let cut_short = timeout(Duration::from_millis(100), cut_short);
    assert!(cut_short.await.is_err());
    report("a cancellation", released.take());

    // Catch the panic; without this, it would end `main`.
    let buggy = with(&released, async || panic!("a bug"));
    let buggy = std::panic::AssertUnwindSafe(buggy).catch_unwind();
    assert!(buggy.await.is_err());
    report("a panic", released.take());
}
// ANCHOR_END: new

fn report(after: &str, released: bool) {
    let state = if released { "released" } else { "not released" };
    println!("After {after}: {state}");
}

async fn work() {
    sleep(Duration::from_millis(500)).await;
}
