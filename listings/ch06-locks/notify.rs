//! What happens to a notification when no task waits for it
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let notify = Notify::new();

    notify.notify_waiters();
    wait_and_report("after notify_waiters", &notify).await;

    notify.notify_one();
    wait_and_report("after notify_one", &notify).await;
    wait_and_report("once more", &notify).await;

    notify.notify_one();
    notify.notify_one();
    wait_and_report("after two calls", &notify).await;
    wait_and_report("once more", &notify).await;
    // ANCHOR_END: new
}

// ANCHOR: wait
async fn wait_and_report(when: &str, notify: &Notify) {
    let limit = Duration::from_millis(200);
    match timeout(limit, notify.notified()).await {
        Ok(()) => println!("{when}: notified"),
        Err(_) => println!("{when}: nothing within 0.2 s"),
    }
}
// ANCHOR_END: wait
