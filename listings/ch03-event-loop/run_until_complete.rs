//! Build a runtime yourself, or let one line do it
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::time::sleep;

// ANCHOR: runtime
fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    println!("block_on: {}", runtime.block_on(forecast()));
    println!("block_on again: {}", runtime.block_on(forecast()));
    drop(runtime);

    println!("In one line: {}", forecast_in_one_line());
}

#[tokio::main(flavor = "current_thread")]
async fn forecast_in_one_line() -> String {
    forecast().await
}

async fn forecast() -> String {
    sleep(Duration::from_millis(100)).await;
    let flavor = Handle::current().runtime_flavor();
    format!("sunny, from a {flavor:?} runtime")
}
// ANCHOR_END: runtime
