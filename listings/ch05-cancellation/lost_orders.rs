//! Two awaits in one branch: what the first received can get lost
use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::{Instant, interval_at, sleep};

const CITIES: [&str; 6] =
    ["London", "Paris", "Oslo", "Bergen", "Tokyo", "Berlin"];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (orders_tx, orders) = channel(6);
    for city in CITIES {
        orders_tx.send(city).await.unwrap();
    }
    drop(orders_tx); // no more orders
    let answered = answer_orders(orders).await;
    println!("{answered} of {} orders are answered", CITIES.len());
}

// ANCHOR: next
/// Takes an order from the queue and looks up the forecast.
async fn next_forecast(orders: &mut Receiver<&str>) -> Option<String> {
    let city = orders.recv().await?;
    sleep(Duration::from_millis(200)).await; // the database
    Some(format!("{city} will be sunny"))
}
// ANCHOR_END: next

// ANCHOR: loop
pub async fn answer_orders(mut orders: Receiver<&str>) -> u32 {
    let period = Duration::from_millis(500);
    let mut status = interval_at(Instant::now() + period, period);
    let mut answered = 0;
    loop {
        select! {
            biased;
            forecast = next_forecast(&mut orders) => match forecast {
                Some(forecast) => {
                    println!("{forecast}");
                    answered += 1;
                }
                None => return answered,
            },
            _ = status.tick() => println!("status: {answered} answered"),
        }
    }
}
// ANCHOR_END: loop
