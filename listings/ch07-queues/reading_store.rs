//! A task that owns the data and answers requests
use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

// ANCHOR: request
enum Request {
    Record {
        city: String,
        degrees: i32,
    },
    Latest {
        city: String,
        reply: oneshot::Sender<Option<i32>>,
    },
}
// ANCHOR_END: request

// ANCHOR: actor
async fn run_reading_store(mut requests: mpsc::Receiver<Request>) {
    let mut readings = HashMap::new();
    while let Some(request) = requests.recv().await {
        match request {
            Request::Record { city, degrees } => {
                readings.insert(city, degrees);
            }
            Request::Latest { city, reply } => {
                sleep(Duration::from_millis(200)).await; // a slow disk
                if reply.send(readings.get(&city).copied()).is_err() {
                    println!("the caller for {city} is gone");
                }
            }
        }
    }
    println!("the actor ends with {} cities", readings.len());
}
// ANCHOR_END: actor

// ANCHOR: handle
async fn get_latest(actor: &mpsc::Sender<Request>, city: &str) -> Option<i32> {
    let (reply, answer) = oneshot::channel();
    let city = city.to_owned();
    actor.send(Request::Latest { city, reply }).await.ok()?;
    answer.await.ok()?
}
// ANCHOR_END: handle

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (actor, requests) = mpsc::channel(8);
    let task = tokio::spawn(run_reading_store(requests));

    let city = "Oslo".to_owned();
    let record = Request::Record { city, degrees: -3 };
    actor.send(record).await.unwrap();
    println!("Oslo: {:?}", get_latest(&actor, "Oslo").await);
    println!("Lima: {:?}", get_latest(&actor, "Lima").await);

    let patience = Duration::from_millis(50);
    let answer = timeout(patience, get_latest(&actor, "Oslo")).await;
    println!("Oslo, within 50 ms: {answer:?}");

    drop(actor);
    task.await.unwrap();
    // ANCHOR_END: main
}
