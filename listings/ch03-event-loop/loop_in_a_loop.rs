//! A loop inside a loop is refused
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio::runtime::Handle;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    println!("The outer loop answers {}", forecast().await);
    let attempt = async { Handle::current().block_on(forecast()) };
    // ANCHOR_END: new
    let panic = AssertUnwindSafe(attempt).catch_unwind().await.unwrap_err();
    let words = panic.downcast::<&str>().unwrap();
    println!("{}", words.split(". ").next().unwrap());
}

async fn forecast() -> &'static str {
    "sunny"
}
