//! A runtime of your own, or one line instead
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::sleep;

// ANCHOR: new
fn main() {
    let runtime: Runtime =
        Builder::new_current_thread().enable_all().build().unwrap();
    println!(
        "Get a loop, run until complete: {}",
        runtime.block_on(ask())
    );
    println!("The same loop once more: {}", runtime.block_on(ask()));

    println!("Or one call: {}", one_call());
}

#[tokio::main(flavor = "current_thread")]
async fn one_call() -> String {
    ask().await
}

async fn ask() -> String {
    sleep(Duration::from_millis(100)).await;
    let flavor = Handle::current().runtime_flavor();
    format!("sunny, on a {flavor:?} loop")
}
// ANCHOR_END: new
