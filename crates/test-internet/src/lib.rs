//! A web server on loopback that stands for the internet, so that listings
//! can be HTTP clients without leaving the machine.
//!
//! The server is a process of its own, as real servers are. So it has no
//! lanes in the listing's timeline, and a listing that blocks its threads
//! doesn't slow the server down.
//!
//! | request | response |
//! |---|---|
//! | `GET /delay/N` | JSON, after `N` seconds (`0.5` works too, at most 60) |
//! | `GET /status/N` | an empty response with the status `N` |
//! | `GET /json` | a JSON document |
//! | `GET /headers` | the request's headers as JSON |
//! | `GET /bytes/N` | `N` bytes, at most 100 MB |
//! | `GET /drip/N` | `N` bytes, one every 0.1 s |
//! | `GET /unstable/N` | 503 to the first `N` requests, then JSON |
//! | `GET /connections` | how many connections the server has accepted |
//! | `GET /weather/CITY` | the weather of a city after 0.1 s, or 404 |
//! | `GET /site/` | the first page of a small site to scrape |
//! | `POST /v1/answers` | an answer, word by word: a slow language model |
//!
//! `POST /v1/answers` wants the header `Authorization: Bearer KEY` with any
//! key, and the JSON body `{"prompt": "…"}`. It sends one JSON object after
//! 1 s, or with `"stream": true` a server-sent event every 0.1 s.

mod answers;
mod process;
mod request;
mod response;
mod routes;
pub mod server;
mod site;

use std::net::SocketAddr;
use std::process::ChildStdin;

/// The running server. It ends when this value is dropped, or when the
/// program ends in any other way.
#[derive(Debug)]
pub struct TestInternet {
    address: SocketAddr,
    /// The server ends when this pipe is closed.
    _stdin: ChildStdin,
}

impl TestInternet {
    /// Starts the server. Call it first in `main`: the program starts itself
    /// a second time, and the second process becomes the server here.
    ///
    /// # Panics
    ///
    /// Panics if the second process can't be started.
    pub fn start() -> Self {
        if std::env::var_os(process::SERVER_VARIABLE).is_some() {
            process::serve_until_stdin_closes();
        }
        let (address, stdin) = process::spawn_server()
            .expect("the test server should have started");
        TestInternet {
            address,
            _stdin: stdin,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the URL of a path such as `/delay/1`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}
