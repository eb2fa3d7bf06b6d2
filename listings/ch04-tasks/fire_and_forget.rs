//! Two reports, and main ends too early for one
use std::time::Duration;

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    tokio::spawn(save("rain", 0.2));
    tokio::spawn(save("hail", 1.0));
    sleep(Duration::from_secs_f64(0.6)).await;
    println!("main ends");
    // ANCHOR_END: new
}

async fn save(name: &'static str, seconds: f64) {
    println!("{name}: saving");
    let mut report = Report { name, saved: false };
    sleep(Duration::from_secs_f64(seconds)).await;
    report.saved = true;
    println!("{name}: saved");
}

struct Report {
    name: &'static str,
    saved: bool,
}

impl Drop for Report {
    fn drop(&mut self) {
        if !self.saved {
            println!("{}: lost", self.name);
        }
    }
}
