//! Two ways to keep what a branch has received
use std::pin::pin;
use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::{Instant, Interval, interval_at, sleep};

const CITIES: [&str; 6] =
    ["London", "Paris", "Oslo", "Bergen", "Tokyo", "Berlin"];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let answered = answer_in_handler(queue_orders().await).await;
    println!("in the handler: {answered} of {} answered", CITIES.len());
    let answered = answer_in_kept_future(queue_orders().await).await;
    println!("in a kept future: {answered} of {} answered", CITIES.len());
}

// ANCHOR: handler
pub async fn answer_in_handler(mut orders: Receiver<&str>) -> u32 {
    let mut status = status_interval();
    let mut answered = 0;
    loop {
        select! {
            biased;
            _ = status.tick() => println!("status: {answered} answered"),
            order = orders.recv() => match order {
                Some(city) => {
                    look_up(city).await;
                    answered += 1;
                }
                None => return answered,
            },
        }
    }
}
// ANCHOR_END: handler

// ANCHOR: kept
pub async fn answer_in_kept_future(orders: Receiver<&str>) -> u32 {
    let mut status = status_interval();
    let mut work = pin!(answer_all(orders));
    loop {
        select! {
            answered = &mut work => return answered,
            _ = status.tick() => println!("status: still at work"),
        }
    }
}

async fn answer_all(mut orders: Receiver<&str>) -> u32 {
    let mut answered = 0;
    while let Some(city) = orders.recv().await {
        look_up(city).await;
        answered += 1;
    }
    answered
}
// ANCHOR_END: kept

async fn look_up(_city: &str) {
    sleep(Duration::from_millis(200)).await; // the database
}

async fn queue_orders() -> Receiver<&'static str> {
    let (orders_tx, orders) = channel(CITIES.len());
    for city in CITIES {
        orders_tx.send(city).await.unwrap();
    }
    orders
}

fn status_interval() -> Interval {
    let period = Duration::from_millis(500);
    interval_at(Instant::now() + period, period)
}
