//! As many results as arrive until the deadline
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let mut forecasts = JoinSet::new();
    for (city, seconds) in [("Lima", 0.9), ("Oslo", 0.2), ("Rome", 0.4)] {
        forecasts.spawn(forecast(city, seconds));
    }

    let deadline = Instant::now() + Duration::from_millis(600);
    loop {
        match timeout_at(deadline, forecasts.join_next()).await {
            Ok(Some(forecast)) => println!("{}", forecast.unwrap()),
            Ok(None) => break,
            Err(_) => {
                println!("time is up, and {} is missing", forecasts.len());
                break;
            }
        }
    }
    drop(forecasts); // this aborts Lima
    // ANCHOR_END: new

    sleep(Duration::from_millis(600)).await;
    println!("no other forecast has arrived");
}

async fn forecast(city: &'static str, seconds: f64) -> String {
    sleep(Duration::from_secs_f64(seconds)).await;
    println!("  the forecast for {city} is ready");
    format!("{city}: sunny")
}
