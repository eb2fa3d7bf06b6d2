//! Five requests, one login
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::{sync::OnceCell, task::JoinSet, time::sleep};

// ANCHOR: new
struct Session {
    token: OnceCell<String>,
    login_count: AtomicU32,
}

impl Session {
    async fn fetch_with_token(&self, city: &str) -> String {
        let token = self.token.get_or_init(|| self.log_in()).await;
        sleep(Duration::from_millis(100)).await; // the request itself
        format!("{city} with {token}")
    }

    async fn log_in(&self) -> String {
        let number = self.login_count.fetch_add(1, Relaxed) + 1;
        sleep(Duration::from_millis(400)).await;
        format!("token {number}")
    }
}
// ANCHOR_END: new

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let session = Arc::new(Session {
        token: OnceCell::new(),
        login_count: AtomicU32::new(0),
    });
    let mut requests = JoinSet::new();
    for city in ["London", "Paris", "New York", "Tokyo", "Berlin"] {
        let session = Arc::clone(&session);
        requests.spawn(async move { session.fetch_with_token(city).await });
    }
    while let Some(answer) = requests.join_next().await {
        println!("{}", answer.unwrap());
    }
    println!("logins: {}", session.login_count.load(Relaxed));
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
}
