//! Async methods in tasks, and behind `dyn`
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt, join_all};
use tokio::time::sleep;

// ANCHOR: send
trait Station {
    fn measure(&self) -> impl Future<Output = i32> + Send;
}

struct Thermometer {
    degrees: i32,
}

impl Station for Thermometer {
    async fn measure(&self) -> i32 {
        sleep(Duration::from_millis(100)).await;
        self.degrees
    }
}

async fn measure_in_task(station: impl Station + Send + 'static) -> i32 {
    let task = tokio::spawn(async move { station.measure().await });
    task.await.unwrap()
}
// ANCHOR_END: send

// ANCHOR: boxed
trait DynStation {
    fn measure_boxed(&self) -> BoxFuture<'_, i32>;
}

impl<S: Station> DynStation for S {
    fn measure_boxed(&self) -> BoxFuture<'_, i32> {
        self.measure().boxed()
    }
}

async fn report_all(stations: &[Box<dyn DynStation>]) {
    let futures = stations.iter().map(|station| station.measure_boxed());
    println!("Of two kinds: {:?} degrees", join_all(futures).await);
}
// ANCHOR_END: boxed

struct Forecast;

impl Station for Forecast {
    async fn measure(&self) -> i32 {
        25
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let indoors = Thermometer { degrees: 20 };
    println!("In a task: {} degrees", measure_in_task(indoors).await);
    let outdoors = Thermometer { degrees: 21 };
    report_all(&[Box::new(outdoors), Box::new(Forecast)]).await;
}
