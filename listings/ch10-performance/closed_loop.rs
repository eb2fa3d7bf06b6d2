//! A load test that waits, and one that keeps its schedule
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: closed
    let server = Server::start();
    let mut latencies = Vec::new();
    for _ in 0..1_000 {
        let start = Instant::now();
        server.answer().await;
        latencies.push(start.elapsed());
    }
    report("one after the other", latencies);
    // ANCHOR_END: closed

    // ANCHOR: open
    let server = Arc::new(Server::start());
    let mut requests = JoinSet::new();
    let mut schedule = interval(Duration::from_millis(10));
    for _ in 0..1_000 {
        let due = schedule.tick().await;
        let server = Arc::clone(&server);
        requests.spawn(async move {
            server.answer().await;
            due.elapsed()
        });
    }
    report("one every 10 ms", requests.join_all().await);
    // ANCHOR_END: open
}

// ANCHOR: server
/// Answers one request at a time, in 5 ms. After 4 s it stalls for 2 s.
struct Server {
    start: Instant,
    has_stalled: Mutex<bool>,
}

impl Server {
    async fn answer(&self) {
        let mut has_stalled = self.has_stalled.lock().await;
        if !*has_stalled && self.start.elapsed() > Duration::from_secs(4) {
            *has_stalled = true;
            sleep(Duration::from_secs(2)).await;
        }
        sleep(Duration::from_millis(5)).await;
    }
    // ANCHOR_END: server

    fn start() -> Server {
        let (start, has_stalled) = (Instant::now(), Mutex::new(false));
        Server { start, has_stalled }
    }
}

fn report(title: &str, mut latencies: Vec<Duration>) {
    latencies.sort();
    let count = latencies.len();
    let total: Duration = latencies.iter().sum();
    for (name, latency) in [
        ("mean", total / count as u32),
        ("99th percentile", percentile(&latencies, 99)),
        ("slowest", latencies[count - 1]),
    ] {
        println!("{title}, {name}: {} ms", latency.as_millis());
    }
}

/// Returns the time within which `percent` of 100 requests were answered.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let nearest_rank = (sorted.len() * percent).div_ceil(100);
    sorted[nearest_rank - 1]
}
