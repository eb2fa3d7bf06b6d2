//! From sync code into async, and back
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

// ANCHOR: new
/// For callers that know nothing of async: it keeps a loop of its own.
struct Station {
    runtime: Runtime,
}

impl Station {
    fn temperature(&self) -> i32 {
        self.runtime.block_on(measure())
    }
}

/// Async, over a function that blocks: a thread of the pool waits for it.
async fn archived(year: u32) -> i32 {
    spawn_blocking(move || read_archive(year)).await.unwrap()
}

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let station = Station { runtime };
    println!("Now: {} degrees", station.temperature());

    let start = Instant::now();
    let (old, older) = station
        .runtime
        .block_on(async { tokio::join!(archived(2003), archived(1976)) });
    println!("2003: {old} degrees, 1976: {older} degrees");
    println!("Both at once: {:.2} s", start.elapsed().as_secs_f64());
}
// ANCHOR_END: new

async fn measure() -> i32 {
    sleep(Duration::from_millis(100)).await;
    20
}

/// A library that blocks; it runs outside the loop, and can reach it.
fn read_archive(year: u32) -> i32 {
    thread::sleep(Duration::from_millis(300));
    let mean = Handle::current().block_on(measure());
    if year == 2003 { mean + 18 } else { mean + 15 }
}
