//! What to do without the answer: a default, or `None`
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    for (city, seconds) in [("Paris", 0.2), ("London", 10.0)] {
        let start = Instant::now();
        let temperature = temperature(city, seconds).await;
        let shown = match temperature {
            Some(degrees) => format!("{degrees} degrees"),
            None => "temperature unknown".to_owned(),
        };
        let conditions = conditions(city, seconds).await;
        let waited = start.elapsed().as_secs_f64();
        println!("{city}: {shown}, {conditions}; {waited:.2} s");
    }
    // ANCHOR_END: new
}

const LIMIT: Duration = Duration::from_millis(500);

// ANCHOR: limits
/// Returns `None` if the station doesn't answer in time.
async fn temperature(city: &str, seconds: f64) -> Option<i32> {
    timeout(LIMIT, measure(city, seconds)).await.ok()
}

/// Falls back on "mixed" if the station doesn't answer in time.
async fn conditions(city: &str, seconds: f64) -> &'static str {
    timeout(LIMIT, observe(city, seconds))
        .await
        .unwrap_or("mixed")
}
// ANCHOR_END: limits

async fn measure(_city: &str, seconds: f64) -> i32 {
    sleep(Duration::from_secs_f64(seconds)).await;
    20
}

async fn observe(_city: &str, seconds: f64) -> &'static str {
    sleep(Duration::from_secs_f64(seconds)).await;
    "sunny"
}
