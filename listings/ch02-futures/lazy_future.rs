//! Calling an async function doesn't run it
use std::any::type_name_of_val;
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let now = forecast();
    println!("forecast() returned: {}", type_name_of_val(&now));

    let later = forecast_later();
    println!("forecast_later() returned: {}", type_name_of_val(&later));
    println!("It takes up {} bytes; now we await it", size_of_val(&later));

    let start = Instant::now();
    let weather = later.await;
    println!("It was {weather} after {}", since(start));
    // ANCHOR_END: new
}

// ANCHOR: new

fn forecast() -> &'static str {
    println!("  forecast looks at the sky");
    "sunny"
}

async fn forecast_later() -> &'static str {
    println!("  forecast_later looks at the sky");
    sleep(Duration::from_millis(500)).await;
    "sunny"
}
// ANCHOR_END: new

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
