//! Three orders, only one of them saved
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::sleep;

static SAVED: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    #[expect(clippy::let_underscore_future, reason = "shows a forgotten await")]
    let _ = save("tea");
    let _later = save("milk");
    save("bread").await;

    println!("{} of 3 orders are saved", SAVED.load(Relaxed));
    // ANCHOR_END: new
}

// ANCHOR: new

async fn save(order: &str) {
    sleep(Duration::from_millis(100)).await;
    SAVED.fetch_add(1, Relaxed);
    println!("Saved: {order}");
}
// ANCHOR_END: new
