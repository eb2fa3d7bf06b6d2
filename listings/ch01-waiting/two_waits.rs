//! Two waits, one after the other
use std::env;
use std::thread::sleep;
use std::time::{Duration, Instant};

fn main() {
    let start = Instant::now();

    // ANCHOR: new
    println!("Asking the database");
    let user = ask_database();
    println!("The database answers after {}: {user}", since(start));

    println!("Asking the weather API");
    let asked = Instant::now();
    let weather = ask_api();
    println!("The API answers after {}: {weather}", since(asked));

    println!("All in all: {}", since(start));
    // ANCHOR_END: new
}

fn ask_database() -> &'static str {
    sleep(seconds(1, 2.0));
    "Ada"
}

fn ask_api() -> &'static str {
    sleep(seconds(2, 1.5));
    "sunny in London"
}

/// The argument at that place, or what there is without one.
fn seconds(place: usize, default: f64) -> Duration {
    let text = env::args().nth(place);
    Duration::from_secs_f64(text.map_or(default, |text| text.parse().unwrap()))
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
