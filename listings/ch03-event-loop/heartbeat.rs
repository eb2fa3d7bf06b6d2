//! A blocked loop has no pulse
use std::thread;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, sleep_until};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    watch("thread::sleep", async { thread::sleep(SECOND) }).await;
    watch("async sleep", sleep(SECOND)).await;
    watch("spawn_blocking", async {
        spawn_blocking(|| thread::sleep(SECOND)).await.unwrap();
    })
    .await;
    // ANCHOR_END: new
}

/// Does that work of 1 s beside a beating heart, from 0.5 s on.
async fn watch(title: &str, work: impl Future<Output = ()>) {
    let start = Instant::now();
    let heart = tokio::spawn(beat(title.to_owned(), start));
    sleep(Duration::from_millis(500)).await;
    work.await;
    let late = heart.await.unwrap().as_secs_f64();
    println!("{title}: up to {late:.2} s late");
}

// ANCHOR: new

/// Five beats, 0.2 s apart; gives how late the latest was.
async fn beat(title: String, start: Instant) -> Duration {
    let mut most = Duration::ZERO;
    for number in 1..=5 {
        let due = start + number * Duration::from_millis(200);
        sleep_until(due).await;
        most = most.max(due.elapsed());
        let seconds = start.elapsed().as_secs_f64();
        println!("{title}: beat {number} at {seconds:.2} s");
    }
    most
}
// ANCHOR_END: new
