//! A weather server that behaves as a test wants: one that hangs, fails, or
//! counts its clients.
#![allow(dead_code, reason = "not every stage needs all of it")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use serde_json::Value;

pub struct FakeServer {
    pub port: u16,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    request_count: AtomicUsize,
    running_count: AtomicUsize,
    max_running_count: AtomicUsize,
}

/// One request: the how many-th it is, from 1 on, and for which city.
pub struct Request {
    pub number: usize,
    pub city: String,
    pub client: TcpStream,
}

impl FakeServer {
    /// Calls `answer` for each request, in a thread of its own.
    pub fn start(
        answer: impl Fn(Request) + Send + Sync + 'static,
    ) -> FakeServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        FakeServer::start_on(listener, answer)
    }

    pub fn start_on(
        listener: TcpListener,
        answer: impl Fn(Request) + Send + Sync + 'static,
    ) -> FakeServer {
        let port = listener.local_addr().unwrap().port();
        let counts = Arc::new(Counts::default());
        let answer = Arc::new(answer);
        let shared = Arc::clone(&counts);
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let counts = Arc::clone(&shared);
                let answer = Arc::clone(&answer);
                thread::spawn(move || serve(client, &counts, &*answer));
            }
        });
        FakeServer { port, counts }
    }

    pub fn request_count(&self) -> usize {
        self.counts.request_count.load(SeqCst)
    }

    /// The largest number of requests that were being answered at once.
    pub fn max_concurrent_requests(&self) -> usize {
        self.counts.max_running_count.load(SeqCst)
    }

    /// Waits until there were this many requests.
    #[track_caller]
    pub fn wait_for_requests(&self, request_count: usize) {
        for _ in 0..2000 {
            if self.request_count() >= request_count {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!(
            "{} requests instead of {request_count}",
            self.request_count()
        );
    }
}

fn serve(client: TcpStream, counts: &Counts, answer: &dyn Fn(Request)) {
    let mut json = Vec::new();
    let mut reader = BufReader::new(&client);
    let _ = reader.read_until(b'}', &mut json);
    let Ok(question) = serde_json::from_slice::<Value>(&json) else {
        return; // the client has left
    };
    let city = question["city"].as_str().unwrap().to_owned();
    let number = counts.request_count.fetch_add(1, SeqCst) + 1;
    let running = counts.running_count.fetch_add(1, SeqCst) + 1;
    counts.max_running_count.fetch_max(running, SeqCst);
    let client = client.try_clone().unwrap();
    answer(Request {
        number,
        city,
        client,
    });
    counts.running_count.fetch_sub(1, SeqCst);
}

impl Request {
    pub fn answer(mut self, answer_text: &str) {
        // The client may have given up.
        let _ = self.client.write_all(answer_text.as_bytes());
    }

    pub fn answer_after(self, delay: Duration) {
        thread::sleep(delay);
        let weather = weather_answer(&self.city);
        self.answer(&weather);
    }

    /// Reads until the client closes the connection, and never answers.
    pub fn hang(mut self) {
        let _ = std::io::copy(&mut self.client, &mut std::io::sink());
    }
}

pub fn weather_answer(city: &str) -> String {
    format!(r#"{{"city": "{city}", "temperature": 20, "conditions": "sunny"}}"#)
}

pub fn weather_request(city: &str) -> String {
    format!(r#"{{"city": "{city}"}}"#)
}
