//! Chapter 1's two waits, together
use std::env;
use std::time::{Duration, Instant};

use tokio::join;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let (user, weather) = join!(ask_database(), ask_api());
    println!("{user} and {weather}");
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
    // ANCHOR_END: new
}

async fn ask_database() -> &'static str {
    println!("Asking the database");
    sleep(seconds_from_argument(1, 2.0)).await;
    println!("The database answers");
    "Ada"
}

async fn ask_api() -> &'static str {
    println!("Asking the weather API");
    sleep(seconds_from_argument(2, 1.5)).await;
    println!("The API answers");
    "sunny in London"
}

/// The command-line argument with that number, or the default.
fn seconds_from_argument(position: usize, default: f64) -> Duration {
    let text = env::args().nth(position);
    Duration::from_secs_f64(text.map_or(default, |text| text.parse().unwrap()))
}
