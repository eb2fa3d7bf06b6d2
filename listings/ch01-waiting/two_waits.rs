//! Two waits, one after the other
use std::thread::sleep;
use std::time::{Duration, Instant};

fn main() {
    let start = Instant::now();

    // ANCHOR: new
    println!("Asking the database");
    let city = ask_database();
    println!("The database answers after {}: {city}", since(start));

    println!("Asking the weather API");
    let asked = Instant::now();
    let weather = ask_api(city);
    println!("The API answers after {}: {weather}", since(asked));

    println!("Both together took {}", since(start));
    // ANCHOR_END: new
}

fn ask_database() -> &'static str {
    sleep(Duration::from_secs(2));
    "London"
}

fn ask_api(city: &str) -> String {
    sleep(Duration::from_millis(1500));
    format!("sunny in {city}")
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
