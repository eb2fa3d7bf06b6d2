//! Readers share a lock, and a writer waits its turn
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::{sync::RwLock, task::JoinSet, time::sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let forecast = Arc::new(RwLock::new("sunny"));
    let mut tasks = JoinSet::new();
    tasks.spawn(read("reader A", 0.0, start, Arc::clone(&forecast)));
    tasks.spawn(read("reader B", 0.1, start, Arc::clone(&forecast)));
    tasks.spawn(write("writer", 0.2, start, Arc::clone(&forecast)));
    tasks.spawn(read("reader C", 0.3, start, forecast));
    tasks.join_all().await;
    // ANCHOR_END: new
}

type Forecast = Arc<RwLock<&'static str>>;

// ANCHOR: read
async fn read(name: &str, delay_s: f64, start: Instant, forecast: Forecast) {
    sleep(Duration::from_secs_f64(delay_s)).await;
    let guard = forecast.read().await;
    print_line(start, &format!("{name} reads {}", *guard));
    sleep(Duration::from_millis(500)).await;
    println!("{name} is done");
}

async fn write(name: &str, delay_s: f64, start: Instant, forecast: Forecast) {
    sleep(Duration::from_secs_f64(delay_s)).await;
    let mut guard = forecast.write().await;
    *guard = "rainy";
    print_line(start, &format!("{name} writes {}", *guard));
    sleep(Duration::from_millis(500)).await;
    println!("{name} is done");
}
// ANCHOR_END: read

fn print_line(start: Instant, line: &str) {
    println!("{line} at {:.2} s", start.elapsed().as_secs_f64());
}
