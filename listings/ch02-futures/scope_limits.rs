//! What a scope function cannot do
use std::cell::Cell;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::{sleep, timeout};

// ANCHOR: new
async fn with<T>(released: &Cell<bool>, body: impl AsyncFnOnce() -> T) -> T {
    let result = body().await;
    sleep(Duration::from_millis(100)).await; // a goodbye that must wait
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

    // Drops the future after 0.1 s, in the middle of the work.
    let hurried = with(&released, async || work().await);
    let hurried = timeout(Duration::from_millis(100), hurried);
    assert!(hurried.await.is_err());
    report("a cancellation", released.take());

    // Catches the panic, where a task would have ended with it.
    let bad = with(&released, async || panic!("a bug"));
    let bad = std::panic::AssertUnwindSafe(bad).catch_unwind();
    assert!(bad.await.is_err());
    report("a panic", released.take());
}
// ANCHOR_END: new

fn report(after: &str, released: bool) {
    let word = if released { "released" } else { "not released" };
    println!("After {after}: {word}");
}

async fn work() {
    sleep(Duration::from_millis(500)).await;
}
