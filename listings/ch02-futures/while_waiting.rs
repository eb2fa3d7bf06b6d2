//! While one function waits, another runs
use std::time::{Duration, Instant};

use futures::join;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    // ANCHOR: new
    join!(ask_api(start), wipe_tables(start));
    // ANCHOR_END: new
    println!("Both are done after {}", since(start));
}

// ANCHOR: new

async fn ask_api(start: Instant) {
    println!("The API is asked");
    sleep(Duration::from_secs(1)).await;
    println!("The API answers after {}", since(start));
}

async fn wipe_tables(start: Instant) {
    for table in 1..=3 {
        sleep(Duration::from_millis(300)).await;
        println!("Table {table} is clean after {}", since(start));
    }
}
// ANCHOR_END: new

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
