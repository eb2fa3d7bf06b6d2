//! One deadline for a whole request, and a timeout for each step
use std::time::Duration;

use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep, timeout, timeout_at};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let start = Instant::now();
    let result = forecast_with_timeouts().await;
    report("timeouts", result, start);

    let start = Instant::now();
    let deadline = start + Duration::from_secs(1);
    let result = forecast_until(deadline).await;
    report("a deadline", result, start);
    // ANCHOR_END: main
}

// ANCHOR: timeouts
async fn forecast_with_timeouts() -> Result<(), Elapsed> {
    let limit = Duration::from_secs(1);
    timeout(limit, run_step("find the station")).await?;
    timeout(limit, run_step("read its sensors")).await?;
    timeout(limit, run_step("run the model")).await
}
// ANCHOR_END: timeouts

// ANCHOR: deadline
async fn forecast_until(deadline: Instant) -> Result<(), Elapsed> {
    timeout_at(deadline, run_step("find the station")).await?;
    read_sensors_until(deadline).await?;
    timeout_at(deadline, run_step("run the model")).await
}

async fn read_sensors_until(deadline: Instant) -> Result<(), Elapsed> {
    timeout_at(deadline, run_step("read its sensors")).await
}
// ANCHOR_END: deadline

async fn run_step(name: &str) {
    println!("  {name}");
    sleep(Duration::from_millis(600)).await;
}

fn report(kind: &str, result: Result<(), Elapsed>, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    match result {
        Ok(()) => println!("{kind}: answered after {seconds:.2} s"),
        Err(error) => println!("{kind}: {error}, after {seconds:.2} s"),
    }
}
