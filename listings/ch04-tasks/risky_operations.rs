//! Five risky operations, each of which logs its own failure
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let mut tasks = JoinSet::new();
    for number in 1..=5 {
        tasks.spawn(safe_operation(number));
    }
    let mut results = Vec::new();
    while let Some(result) = tasks.join_next().await {
        results.push(result.unwrap());
    }
    println!("As completed: {results:?}");
    let good: Vec<u64> = results.into_iter().flatten().collect();
    println!("{} of 5 succeeded", good.len());
}

async fn safe_operation(number: u64) -> Option<u64> {
    match risky_operation(number).await {
        Ok(result) => Some(result),
        Err(error) => {
            println!("  log: operation {number} failed: {error}");
            None
        }
    }
}
// ANCHOR_END: new

async fn risky_operation(number: u64) -> Result<u64, String> {
    sleep(Duration::from_millis(600 - 100 * number)).await;
    if number.is_multiple_of(2) {
        return Err(format!("station {number} is silent"));
    }
    Ok(10 * number)
}
