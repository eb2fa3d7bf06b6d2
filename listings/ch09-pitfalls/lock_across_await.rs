//! A cache whose lock is held during the call, and one whose isn't
use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::sync::Mutex;
use tokio::time::sleep;

const CITIES: [&str; 4] = ["Oslo", "Rome", "Lima", "Hull"];

#[derive(Default)]
struct Cache {
    degrees: Mutex<HashMap<String, i32>>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (cache, start) = (Cache::default(), Instant::now());
    join_all(CITIES.map(|city| cache.get_locked(city))).await;
    println!("wrong: {:.2} s", start.elapsed().as_secs_f64());

    let (cache, start) = (Cache::default(), Instant::now());
    join_all(CITIES.map(|city| cache.get(city))).await;
    println!("right: {:.2} s", start.elapsed().as_secs_f64());
}

impl Cache {
    // ANCHOR: wrong
    async fn get_locked(&self, city: &str) -> i32 {
        let mut degrees = self.degrees.lock().await;
        if let Some(known) = degrees.get(city) {
            return *known;
        }
        let measured = measure(city).await; // the lock is still held
        degrees.insert(city.to_owned(), measured);
        measured
    }
    // ANCHOR_END: wrong

    // ANCHOR: right
    async fn get(&self, city: &str) -> i32 {
        let known = self.degrees.lock().await.get(city).copied();
        if let Some(known) = known {
            return known;
        }
        let measured = measure(city).await;
        self.degrees.lock().await.insert(city.to_owned(), measured);
        measured
    }
    // ANCHOR_END: right
}

async fn measure(_city: &str) -> i32 {
    sleep(Duration::from_millis(250)).await;
    20
}
