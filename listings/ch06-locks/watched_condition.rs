//! Two tasks that wait until a shared list is long enough
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;
use tokio::{join, spawn};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let start = Instant::now();
    let (station, readings) = watch::channel(Vec::new());
    let display = spawn(show_average(1, start, readings.clone()));
    let newspaper = spawn(show_average(3, start, readings));

    for temperature in [18, 20, 22] {
        sleep(Duration::from_millis(200)).await;
        station.send_modify(|readings| readings.push(temperature));
    }
    let _ = join!(display, newspaper);
    // ANCHOR_END: main
}

// ANCHOR: wait
/// Waits until there are `count` readings, and prints their average.
async fn show_average(
    count: usize,
    start: Instant,
    mut readings: watch::Receiver<Vec<i32>>,
) {
    let enough = readings.wait_for(|readings| readings.len() >= count);
    let readings = enough.await.unwrap();
    let average = readings.iter().sum::<i32>() / readings.len() as i32;
    let seconds = start.elapsed().as_secs_f64();
    println!("average of {count}: {average} degrees, at {seconds:.2} s");
}
// ANCHOR_END: wait
