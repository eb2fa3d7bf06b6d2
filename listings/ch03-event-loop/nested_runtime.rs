//! A thread that runs tasks refuses to block on a future
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio::runtime::Handle;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: nested
    println!("awaited: {}", forecast().await);
    let attempt = async { Handle::current().block_on(forecast()) };
    // ANCHOR_END: nested
    let panic = AssertUnwindSafe(attempt).catch_unwind().await.unwrap_err();
    let message = panic.downcast::<&str>().unwrap();
    let first_sentence = message.split(". ").next().unwrap();
    println!("block_on panics: {first_sentence}");
}

async fn forecast() -> &'static str {
    "sunny"
}
