//! Three downloads, one after another and all at once
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

const FILES: [(&str, f64); 3] =
    [("map.png", 2.0), ("radar.gif", 1.0), ("forecast.json", 1.5)];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let mut files = Vec::new();
    for (name, seconds) in FILES {
        files.push(download(name, seconds).await);
    }
    println!("One by one: {} in {}", files.join(", "), since(start));

    let start = Instant::now();
    let downloads = FILES.map(|(name, seconds)| download(name, seconds));
    let files = join_all(downloads).await;
    println!("Together: {} in {}", files.join(", "), since(start));
    // ANCHOR_END: new
}

async fn download(name: &str, seconds: f64) -> &str {
    sleep(Duration::from_secs_f64(seconds)).await;
    name
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
