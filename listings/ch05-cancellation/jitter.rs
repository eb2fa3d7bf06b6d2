//! Twenty clients retry: in step, and with jitter
use std::cell::RefCell;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    fastrand::seed(5); // the same random numbers in every run
    for jitter in [Jitter::None, Jitter::Full] {
        let server = Server::new();
        join_all((0..20).map(|_| ask_until_answered(&server, jitter))).await;
        let (requests, most) = server.requests_and_peak();
        let seconds = server.start.elapsed().as_secs_f64();
        println!("{jitter:?}: {requests} requests, {most} retries at once");
        println!("{jitter:?}: all answered after {seconds:.2} s");
    }
    // ANCHOR_END: main
}

#[derive(Clone, Copy, Debug)]
pub enum Jitter {
    None,
    Full,
}

// ANCHOR: client
const MAX_DELAY: Duration = Duration::from_millis(400);

pub async fn ask_until_answered(server: &Server, jitter: Jitter) {
    let mut limit = Duration::from_millis(200);
    while !server.try_answer() {
        let delay = match jitter {
            Jitter::None => limit,
            Jitter::Full => limit.mul_f64(fastrand::f64()),
        };
        sleep(delay).await;
        limit = MAX_DELAY.min(limit * 2);
    }
}
// ANCHOR_END: client

/// Answers three requests in every window of 50 ms, and refuses the others.
pub struct Server {
    pub start: Instant,
    requests_per_window: RefCell<Vec<u32>>,
}

impl Server {
    pub(crate) fn new() -> Self {
        Server {
            start: Instant::now(),
            requests_per_window: RefCell::default(),
        }
    }

    fn try_answer(&self) -> bool {
        let window = (self.start.elapsed().as_millis() / 50) as usize;
        let mut windows = self.requests_per_window.borrow_mut();
        if windows.len() <= window {
            windows.resize(window + 1, 0);
        }
        windows[window] += 1;
        windows[window] <= 3
    }

    pub fn requests_and_peak(&self) -> (u32, u32) {
        let windows = self.requests_per_window.borrow();
        let most_retries = windows.iter().skip(1).max().unwrap();
        (windows.iter().sum(), *most_retries)
    }
}
