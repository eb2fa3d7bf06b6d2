//! Saving that a timeout can't interrupt
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let limit = Duration::from_millis(200);
    let tracker = TaskTracker::new();

    if timeout(limit, save("rain")).await.is_err() {
        println!("main: no confirmation for rain");
    }
    let saving = tracker.spawn(save("hail"));
    if timeout(limit, saving).await.is_err() {
        println!("main: no confirmation for hail");
    }

    tracker.close();
    tracker.wait().await;
    println!("main: all saving has ended");
    // ANCHOR_END: new
}

async fn save(report: &'static str) {
    println!("{report}: saving");
    let mut saving = Saving {
        report,
        finished: false,
    };
    sleep(Duration::from_millis(500)).await;
    saving.finished = true;
    println!("{report}: saved");
}

struct Saving {
    report: &'static str,
    finished: bool,
}

impl Drop for Saving {
    fn drop(&mut self) {
        if !self.finished {
            println!("{}: interrupted", self.report);
        }
    }
}
