//! Three warnings, prepared and sent
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

const HARBOURS: [&str; 3] = ["Hull", "Calais", "Bergen"];
static SENT: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: wrong
    let warnings: Vec<_> = HARBOURS.into_iter().map(send_warning).collect();
    println!("wrong: {} warnings prepared", warnings.len());
    sleep(Duration::from_millis(500)).await;
    println!("wrong: {} warnings sent", SENT.load(Relaxed));
    // ANCHOR_END: wrong

    // ANCHOR: right
    join_all(HARBOURS.into_iter().map(send_warning)).await;
    println!("right: {} warnings sent", SENT.load(Relaxed));
    // ANCHOR_END: right
}

async fn send_warning(harbour: &str) {
    sleep(Duration::from_millis(300)).await;
    println!("{harbour} is warned");
    SENT.fetch_add(1, Relaxed);
}
