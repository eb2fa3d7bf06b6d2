//! One queue for each city keeps the order within the city
use std::collections::HashMap;
use std::time::Duration;

use async_channel::{Receiver, unbounded};
use tokio::sync::mpsc;
use tokio::time::sleep;

#[derive(Clone, Copy)]
struct Update {
    city: &'static str,
    number: u32,
    store_seconds: f64,
}

#[rustfmt::skip]
const UPDATES: [Update; 6] = [
    Update { city: "Oslo", number: 1, store_seconds: 0.6 },
    Update { city: "Oslo", number: 2, store_seconds: 0.2 },
    Update { city: "Lima", number: 1, store_seconds: 0.5 },
    Update { city: "Oslo", number: 3, store_seconds: 0.2 },
    Update { city: "Lima", number: 2, store_seconds: 0.2 },
    Update { city: "Lima", number: 3, store_seconds: 0.2 },
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    run_shared_queue().await;
    run_queue_for_each_city().await;
}

// ANCHOR: shared
async fn run_shared_queue() {
    let (updates, jobs) = unbounded();
    let (stored, results) = mpsc::channel(8);
    for _ in 0..2 {
        tokio::spawn(store(jobs.clone(), stored.clone()));
    }
    drop(stored);
    for update in UPDATES {
        updates.send(update).await.unwrap();
    }
    drop(updates);
    print_order("one queue", results).await;
}
// ANCHOR_END: shared

// ANCHOR: routed
async fn run_queue_for_each_city() {
    let mut cities = HashMap::new();
    let (stored, results) = mpsc::channel(8);
    for update in UPDATES {
        let updates = cities.entry(update.city).or_insert_with(|| {
            let (updates, jobs) = unbounded();
            tokio::spawn(store(jobs, stored.clone()));
            updates
        });
        updates.send(update).await.unwrap();
    }
    drop(cities);
    drop(stored);
    print_order("a queue for each city", results).await;
}
// ANCHOR_END: routed

async fn store(updates: Receiver<Update>, stored: mpsc::Sender<Update>) {
    while let Ok(update) = updates.recv().await {
        sleep(Duration::from_secs_f64(update.store_seconds)).await;
        stored.send(update).await.unwrap();
    }
}

async fn print_order(title: &str, mut stored: mpsc::Receiver<Update>) {
    let mut order = Vec::new();
    while let Some(Update { city, number, .. }) = stored.recv().await {
        order.push(format!("{city} {number}"));
    }
    println!("{title}: {}", order.join(", "));
}
