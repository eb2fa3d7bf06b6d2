//! Three operations, one of which fails
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: new
    let results = join_all([0, 1, 2].map(operation)).await;
    for (index, result) in results.into_iter().enumerate() {
        match result {
            Ok(text) => println!("Operation {index} succeeded: {text}"),
            Err(error) => println!("Operation {index} failed: {error}"),
        }
    }
    // ANCHOR_END: new
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}

async fn operation(number: usize) -> Result<String, &'static str> {
    sleep(Duration::from_secs(1)).await;
    if number == 1 {
        return Err("Something went wrong!");
    }
    Ok(format!("result {number}"))
}
