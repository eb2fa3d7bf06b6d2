//! The first error ends the group
use std::time::{Duration, Instant};

use tokio::time::sleep;
use tokio::try_join;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let results = try_join!(
        load("map", 0.1, Ok(3)),
        load("radar", 0.2, Err("Something went wrong!")),
        load("forecast", 0.3, Ok(7)),
    );
    match results {
        Ok(sizes) => println!("All loaded: {sizes:?}"),
        Err(error) => println!("{error} after {}", since(start)),
    }
    // ANCHOR_END: new
    sleep(Duration::from_secs_f64(0.4)).await;
    println!("Nothing is left running");
}

type Answer = Result<usize, &'static str>;

async fn load(name: &'static str, seconds: f64, answer: Answer) -> Answer {
    let mut guard = Guard { name, done: false };
    sleep(Duration::from_secs_f64(seconds)).await;
    guard.done = true;
    println!("  {name} has ended");
    answer
}

/// Reports when it is dropped before the work is done.
struct Guard {
    name: &'static str,
    done: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.done {
            println!("  {} is dropped", self.name);
        }
    }
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
