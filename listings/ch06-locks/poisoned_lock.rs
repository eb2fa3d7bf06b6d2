//! A panic in the middle of an update
use std::sync::{Arc, Mutex};

use tokio::spawn;

// ANCHOR: update
#[derive(Debug, Default)]
struct Forecast {
    city: &'static str,
    degrees: i32,
}

impl Forecast {
    fn update(&mut self) {
        self.city = "Oslo";
        self.degrees = "minus 5".parse().unwrap(); // panics
    }
}
// ANCHOR_END: update

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let forecast = Arc::new(Mutex::new(Forecast::default()));
    let shared = Arc::clone(&forecast);
    let _ = spawn(async move { shared.lock().unwrap().update() }).await;
    match forecast.lock() {
        Ok(guard) => println!("std: {:?}", *guard),
        Err(error) => println!("std: {error}"),
    }

    let forecast = Arc::new(tokio::sync::Mutex::new(Forecast::default()));
    let shared = Arc::clone(&forecast);
    let _ = spawn(async move { shared.lock().await.update() }).await;
    println!("tokio: {:?}", *forecast.lock().await);
}
// ANCHOR_END: main
