//! From sync code into async, and back
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

// ANCHOR: station
/// A weather station for callers that aren't async. It keeps a runtime.
struct Station {
    runtime: Runtime,
}

impl Station {
    fn temperature(&self) -> i32 {
        self.runtime.block_on(measure())
    }
}

async fn measure() -> i32 {
    sleep(Duration::from_millis(100)).await;
    20
}
// ANCHOR_END: station

// ANCHOR: archive
/// Runs a blocking function on a thread of the runtime's blocking pool.
async fn archived_temperature(year: u32) -> i32 {
    spawn_blocking(move || read_archive(year)).await.unwrap()
}

/// Stands for a library that blocks its thread.
fn read_archive(year: u32) -> i32 {
    thread::sleep(Duration::from_millis(300));
    let average = Handle::current().block_on(measure());
    if year == 2003 {
        average + 18
    } else {
        average + 15
    }
}
// ANCHOR_END: archive

// ANCHOR: main
fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let station = Station { runtime };
    println!("Now: {} degrees", station.temperature());

    let start = Instant::now();
    let (in_2003, in_1976) = station.runtime.block_on(async {
        tokio::join!(archived_temperature(2003), archived_temperature(1976))
    });
    println!("2003: {in_2003} degrees, 1976: {in_1976} degrees");
    println!("Both at once: {:.2} s", start.elapsed().as_secs_f64());
}
// ANCHOR_END: main
