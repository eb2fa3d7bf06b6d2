//! Clients that send what no server can answer, or hardly anything.

use std::io::Write;
use std::net::TcpStream;
use std::thread::{self, sleep};
use std::time::Duration;

use super::program::{Server, assert_answer_contains, send_text};

/// One client of each kind.
pub struct BadClients {
    malformed: TcpStream,
    oversized: TcpStream,
    silent: TcpStream,
    slow: TcpStream,
}

impl BadClients {
    pub fn connect(server: &Server) -> BadClients {
        let malformed = server.connect();
        send_text(&malformed, "hello");
        let oversized = server.connect();
        send_text(&oversized, &" ".repeat(1024 * 1024));
        let silent = server.connect();
        let slow = server.connect();
        let mut drip = slow.try_clone().unwrap();
        thread::spawn(move || {
            while drip.write_all(b" ").is_ok() {
                sleep(Duration::from_millis(100));
            }
        });
        BadClients {
            malformed,
            oversized,
            silent,
            slow,
        }
    }

    /// Reads why each of them gets no answer.
    #[track_caller]
    pub fn assert_refused(&self) {
        assert_answer_contains(&self.malformed, "expected value");
        assert_answer_contains(&self.oversized, "64 KiB");
        assert_answer_contains(&self.silent, "took too long");
        assert_answer_contains(&self.slow, "took too long");
    }
}
