//! Many readings in one write
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: runs
    let mut database = Database::new("one by one");
    let mut readings = spawn_station();
    while let Some(reading) = readings.recv().await {
        database.write(&[reading]).await;
    }
    database.print();

    let mut database = Database::new("recv_many");
    let mut readings = spawn_station();
    let mut batch = Vec::new();
    while readings.recv_many(&mut batch, 10).await > 0 {
        database.write(&batch).await;
        batch.clear();
    }
    database.print();

    let mut database = Database::new("chunks_timeout");
    let readings = ReceiverStream::new(spawn_station());
    let wait = Duration::from_millis(300);
    let mut batches = Box::pin(readings.chunks_timeout(10, wait));
    while let Some(batch) = batches.next().await {
        database.write(&batch).await;
    }
    database.print();
    // ANCHOR_END: runs
}

/// Sends 24 readings, one every 10 ms.
fn spawn_station() -> mpsc::Receiver<u32> {
    let (sender, receiver) = mpsc::channel(24);
    tokio::spawn(async move {
        for reading in 1..=24 {
            sleep(Duration::from_millis(10)).await;
            sender.send(reading).await.unwrap();
        }
    });
    receiver
}

// ANCHOR: database
struct Database {
    name: &'static str,
    start: Instant,
    batch_sizes: Vec<usize>,
}

impl Database {
    /// A write takes 33 ms, no matter how many readings it has.
    async fn write(&mut self, batch: &[u32]) {
        sleep(Duration::from_millis(33)).await;
        self.batch_sizes.push(batch.len());
    }
}
// ANCHOR_END: database

impl Database {
    fn new(name: &'static str) -> Database {
        Database {
            name,
            start: Instant::now(),
            batch_sizes: Vec::new(),
        }
    }

    fn print(&self) {
        let sum: usize = self.batch_sizes.iter().sum();
        let count = self.batch_sizes.len();
        let seconds = self.start.elapsed().as_secs_f64();
        println!("{}: {sum} in {count} writes, {seconds:.2} s", self.name);
    }
}
