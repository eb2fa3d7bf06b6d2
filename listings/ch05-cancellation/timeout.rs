//! A request of 5 s gets only 3 s
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let limit = Duration::from_secs(3);
    match timeout(limit, fetch_forecast("London")).await {
        Ok(forecast) => println!("main: {forecast}"),
        Err(error) => println!("main: {error}"),
    }
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
    // ANCHOR_END: new
}

// ANCHOR: fetch
async fn fetch_forecast(city: &str) -> String {
    println!("request: sent");
    let mut request = Request { answered: false };
    sleep(Duration::from_secs(5)).await;
    request.answered = true;
    println!("request: answered");
    format!("{city} will be sunny")
}

struct Request {
    answered: bool,
}

impl Drop for Request {
    fn drop(&mut self) {
        if !self.answered {
            println!("request: dropped without an answer");
        }
    }
}
// ANCHOR_END: fetch
