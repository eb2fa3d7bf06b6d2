//! Three tries, with waits of 1 s and 2 s between them
use std::time::{Duration, Instant};

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let start = Instant::now();
    match fetch_with_retries("London").await {
        Ok(weather) => println!("main: {weather}"),
        Err(error) => println!("main: gave up: {error}"),
    }
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
    // ANCHOR_END: main
}

// ANCHOR: retry
const MAX_TRIES: u32 = 3;

async fn fetch_with_retries(city: &str) -> Result<String, String> {
    let mut delay = Duration::from_secs(1);
    let mut attempt = 1;
    loop {
        match fetch(city, attempt).await {
            Ok(weather) => return Ok(weather),
            Err(error) if attempt == MAX_TRIES => return Err(error),
            Err(error) => {
                println!("{error}, next try in {} s", delay.as_secs());
                sleep(delay).await;
                delay *= 2;
                attempt += 1;
            }
        }
    }
}
// ANCHOR_END: retry

async fn fetch(city: &str, attempt: u32) -> Result<String, String> {
    println!("try {attempt} for {city}");
    Err(format!("failure {attempt}"))
}
