//! A connection for each query, and a pool of four
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

static OPENED_COUNT: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // The database accepts four connections at a time.
    // ANCHOR: each
    static CONNECTION_PERMITS: Semaphore = Semaphore::const_new(4);
    let start = Instant::now();
    let mut queries = JoinSet::new();
    for _ in 0..20 {
        queries.spawn(async {
            let _permit = CONNECTION_PERMITS.acquire().await.unwrap();
            let connection = Connection::open().await;
            connection.query().await;
        });
    }
    queries.join_all().await;
    report("a connection for each query", start);
    // ANCHOR_END: each

    // ANCHOR: pool
    let start = Instant::now();
    let (give_back, idle) = async_channel::bounded(4);
    let opening: JoinSet<Connection> =
        (0..4).map(|_| Connection::open()).collect();
    for connection in opening.join_all().await {
        give_back.send(connection).await.unwrap();
    }
    let mut queries = JoinSet::new();
    for _ in 0..20 {
        let (give_back, idle) = (give_back.clone(), idle.clone());
        queries.spawn(async move {
            let connection = idle.recv().await.unwrap();
            connection.query().await;
            give_back.send(connection).await.unwrap();
        });
    }
    queries.join_all().await;
    report("a pool of four", start);
    // ANCHOR_END: pool
}

struct Connection;

impl Connection {
    async fn open() -> Connection {
        OPENED_COUNT.fetch_add(1, Relaxed);
        sleep(Duration::from_millis(200)).await;
        Connection
    }

    async fn query(&self) {
        sleep(Duration::from_millis(100)).await;
    }
}

fn report(title: &str, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let opened = OPENED_COUNT.swap(0, Relaxed);
    println!("{title}: {opened} opened, {seconds:.2} s");
}
