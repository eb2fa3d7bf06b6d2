//! Three stations measure at the same moment
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::{sync::Barrier, task::JoinSet, time::sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let barrier = Arc::new(Barrier::new(3));
    let mut stations = JoinSet::new();
    for (city, warm_up) in [("Oslo", 0.2), ("Rome", 0.4), ("Lima", 0.9)] {
        let barrier = Arc::clone(&barrier);
        stations.spawn(async move {
            sleep(Duration::from_secs_f64(warm_up)).await;
            print_line(start, &format!("{city} is ready"));

            let result = barrier.wait().await;
            print_line(start, &format!("{city} measures"));
            if result.is_leader() {
                println!("{city} starts the report");
            }
        });
    }
    stations.join_all().await;
    // ANCHOR_END: new
}

fn print_line(start: Instant, line: &str) {
    println!("{line} at {:.2} s", start.elapsed().as_secs_f64());
}
