//! Four requests in three orders, two of which wait for too much
use std::fmt::Display;
use std::time::{Duration, Instant};

use tokio::join;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: wrong
    let start = Instant::now();
    let user = fetch("user", 100).await;
    let settings = fetch("settings", 400).await;
    let orders = fetch(format!("orders of {user}"), 400).await;
    let map = fetch(format!("map for {settings}"), 100).await;
    report("wrong, one by one", start, &orders, &map);
    // ANCHOR_END: wrong

    // ANCHOR: better
    let start = Instant::now();
    let (user, settings) = join!(fetch("user", 100), fetch("settings", 400));
    let (orders, map) = join!(
        fetch(format!("orders of {user}"), 400),
        fetch(format!("map for {settings}"), 100),
    );
    report("better, in two groups", start, &orders, &map);
    // ANCHOR_END: better

    // ANCHOR: right
    let start = Instant::now();
    let orders = async {
        let user = fetch("user", 100).await;
        fetch(format!("orders of {user}"), 400).await
    };
    let map = async {
        let settings = fetch("settings", 400).await;
        fetch(format!("map for {settings}"), 100).await
    };
    let (orders, map) = join!(orders, map);
    report("right, in two chains", start, &orders, &map);
    // ANCHOR_END: right
}

async fn fetch(what: impl Display, milliseconds: u64) -> String {
    sleep(Duration::from_millis(milliseconds)).await;
    format!("the {what}")
}

fn report(version: &str, start: Instant, orders: &str, map: &str) {
    assert_eq!(orders, "the orders of the user");
    assert_eq!(map, "the map for the settings");
    println!("{version}: {:.2} s", start.elapsed().as_secs_f64());
}
