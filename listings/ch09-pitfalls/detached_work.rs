//! Five visitors leave, and their maps are drawn all the same
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

const MAP_TIMEOUT: Duration = Duration::from_millis(40);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: wrong
    for visitor in 1..=5 {
        let map = tokio::spawn(draw_map(visitor));
        if timeout(MAP_TIMEOUT, map).await.is_err() {
            println!("wrong: visitor {visitor} has left");
        }
    }
    report("wrong").await;
    // ANCHOR_END: wrong
    sleep(Duration::from_secs(1)).await;

    // ANCHOR: right
    for visitor in 6..=10 {
        let map = AbortOnDropHandle::new(tokio::spawn(draw_map(visitor)));
        if timeout(MAP_TIMEOUT, map).await.is_err() {
            println!("right: visitor {visitor} has left");
        }
    }
    report("right").await;
    // ANCHOR_END: right
}

async fn report(version: &str) {
    sleep(Duration::from_millis(10)).await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    println!("{version}: {tasks} maps are still being drawn");
}

async fn draw_map(visitor: u32) {
    sleep(Duration::from_millis(600)).await;
    println!("The map for visitor {visitor} is ready");
}
