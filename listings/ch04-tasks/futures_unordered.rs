//! Each result as soon as it is ready, without tasks
use std::time::{Duration, Instant};

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: new
    let cities = [String::from("Paris"), String::from("Rome")];
    let mut answers = FuturesUnordered::new();
    answers.push(ask(&cities[0], 0.3));
    answers.push(ask(&cities[1], 0.1));

    while let Some(weather) = answers.next().await {
        println!("{}  {weather}", since(start));
        if weather.starts_with("Rome") {
            answers.push(ask("Naples", 0.1));
        }
    }
    // ANCHOR_END: new
    println!("{cities:?} were only borrowed");
}

async fn ask(city: &str, seconds: f64) -> String {
    sleep(Duration::from_secs_f64(seconds)).await;
    format!("{city}: sunny")
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
