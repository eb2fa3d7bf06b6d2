//! Two hundred calls to a server that can handle ten at once
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures::future::join_all;
use futures::{StreamExt, stream};
use tokio::time::sleep;

const SERVER_CAPACITY: u32 = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: wrong
    let (server, start) = (Server::default(), Instant::now());
    let results = join_all((0..200).map(|_| server.answer())).await;
    server.report("wrong", start, &results);
    // ANCHOR_END: wrong

    // ANCHOR: right
    let (server, start) = (Server::default(), Instant::now());
    let requests = stream::iter((0..200).map(|_| server.answer()));
    let results: Vec<_> = requests.buffer_unordered(10).collect().await;
    server.report("right", start, &results);
    // ANCHOR_END: right
}

#[derive(Default)]
struct Server {
    active: AtomicU32,
    peak: AtomicU32,
}

struct Overloaded;

impl Server {
    // ANCHOR: server
    async fn answer(&self) -> Result<(), Overloaded> {
        let active = self.active.fetch_add(1, Relaxed) + 1;
        self.peak.fetch_max(active, Relaxed);
        sleep(Duration::from_millis(50)).await;
        self.active.fetch_sub(1, Relaxed);
        if active > SERVER_CAPACITY {
            Err(Overloaded)
        } else {
            Ok(())
        }
    }
    // ANCHOR_END: server

    fn report(
        &self,
        name: &str,
        start: Instant,
        results: &[Result<(), Overloaded>],
    ) {
        let answers = results.iter().filter(|result| result.is_ok()).count();
        let peak = self.peak.load(Relaxed);
        let time = start.elapsed().as_secs_f64();
        println!("{name}: {answers} of 200 answered");
        println!("    at most {peak} at once, {time:.2} s");
    }
}
