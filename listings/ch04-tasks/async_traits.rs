//! Async functions in traits: generic, spawned, boxed
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt, join_all};
use tokio::time::sleep;

// ANCHOR: new
trait Station {
    /// An `async fn`, with a promise that its future may move to a thread.
    fn measure(&self) -> impl Future<Output = i32> + Send;
}

struct Sensor(i32);

impl Station for Sensor {
    async fn measure(&self) -> i32 {
        sleep(Duration::from_millis(100)).await;
        self.0
    }
}

async fn in_a_task<S: Station + Send + Sync + 'static>(station: S) -> i32 {
    let task = tokio::spawn(async move { station.measure().await });
    task.await.unwrap()
}

/// What `dyn` needs: each future in a box, so that all have one size.
trait AnyStation {
    fn measure_boxed(&self) -> BoxFuture<'_, i32>;
}

impl<S: Station> AnyStation for S {
    fn measure_boxed(&self) -> BoxFuture<'_, i32> {
        self.measure().boxed()
    }
}
// ANCHOR_END: new

struct Forecast;

impl Station for Forecast {
    async fn measure(&self) -> i32 {
        25
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("In a task: {} degrees", in_a_task(Sensor(20)).await);
    let stations: [Box<dyn AnyStation>; 2] =
        [Box::new(Sensor(21)), Box::new(Forecast)];
    let all = join_all(stations.iter().map(|s| s.measure_boxed())).await;
    println!("Of two kinds: {all:?} degrees");
}
