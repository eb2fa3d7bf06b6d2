//! Two waits, one after the other
use std::env;
use std::thread::sleep;
use std::time::{Duration, Instant};

fn main() {
    let start = Instant::now();

    // ANCHOR: waits
    println!("Asking the database");
    let user = ask_database();
    println!("The database answers after {}: {user}", since(start));

    println!("Asking the weather API");
    let api_start = Instant::now();
    let weather = ask_api();
    println!("The API answers after {}: {weather}", since(api_start));

    println!("Total: {}", since(start));
    // ANCHOR_END: waits
}

fn ask_database() -> &'static str {
    sleep(seconds_from_argument(1, 2.0));
    "Ada"
}

fn ask_api() -> &'static str {
    sleep(seconds_from_argument(2, 1.5));
    "sunny in London"
}

/// Reads the wait from that command-line argument, if there is one.
fn seconds_from_argument(position: usize, default: f64) -> Duration {
    let seconds = match env::args().nth(position) {
        Some(text) => text.parse().unwrap(),
        None => default,
    };
    Duration::from_secs_f64(seconds)
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
