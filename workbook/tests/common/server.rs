//! The served book, and the plainest of HTTP clients.

use super::Book;
use super::page::{PageConnection, TIMEOUT};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The program, serving a book of its own.
pub struct TestServer {
    pub book: Book,
    pub child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// What the printed address carries.
    pub token: String,
}

/// What the server answered.
pub struct HttpResponse {
    pub status: u16,
    /// All of it in lower case.
    pub head: String,
    pub bytes: Vec<u8>,
    pub body: String,
}

impl HttpResponse {
    fn parse(bytes: Vec<u8>) -> Self {
        let head_length = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let head_length = head_length.expect("a head");
        let head =
            String::from_utf8_lossy(&bytes[..head_length + 2]).to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let bytes = bytes[head_length + 4..].to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        HttpResponse {
            status,
            head,
            bytes,
            body,
        }
    }

    pub fn header(&self, header_name: &str) -> Option<&str> {
        let start = format!("{header_name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&start))
    }
}

impl TestServer {
    /// Without a runner.
    pub fn start_without_runner(book: Book) -> Self {
        TestServer::start_with_arguments(book, &["--no-run"])
    }

    pub fn start_with_arguments(book: Book, arguments: &[&str]) -> Self {
        let mut child = book
            .workbook_command()
            .args(["--no-open", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut lines = stdout.lines().map_while(Result::ok);
        let (address, token) = lines
            .find_map(|line| {
                let rest = line.trim().strip_prefix("http://")?;
                let (address, token) = rest.split_once("/#token=")?;
                Some((address.to_owned(), token.to_owned()))
            })
            .expect("an address");
        // Printing must go on after this, or the program would fail at it.
        std::thread::spawn(move || lines.for_each(drop));
        TestServer {
            book,
            child,
            address,
            token,
        }
    }

    pub fn port(&self) -> u16 {
        self.address.rsplit(':').next().unwrap().parse().unwrap()
    }

    /// The header of a page of ours.
    pub fn token_header(&self) -> String {
        format!("X-Workbook-Token: {}\r\n", self.token)
    }

    pub fn send_without_reading(&self, request: &str) -> TcpStream {
        assert!(self.address.starts_with("127.0.0.1:"), "{}", self.address);
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        // A refusal may come, and the connection go, before all is sent.
        let _ = stream.write_all(request.as_bytes());
        stream
    }

    /// Sends a POST of our own page, and reads the answer.
    pub fn post(&self, path: &str, body: &str) -> HttpResponse {
        let (host, token) = (&self.address, self.token_header());
        self.send_and_read_response(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n\
             Origin: http://{host}\r\n{token}\
             Content-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len(),
        ))
    }

    /// Opens the connection of a page.
    pub fn open_page_connection(&self) -> PageConnection {
        PageConnection::open(&self.address, &self.token)
    }

    /// Sends a request that closes the connection, and reads the answer.
    pub fn send_and_read_response(&self, request: &str) -> HttpResponse {
        let mut bytes = Vec::new();
        let _ = self.send_without_reading(request).read_to_end(&mut bytes);
        HttpResponse::parse(bytes)
    }

    pub fn get_with_headers(&self, path: &str, headers: &str) -> HttpResponse {
        let host = &self.address;
        self.send_and_read_response(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\n\
             Connection: close\r\n{headers}\r\n"
        ))
    }

    pub fn get(&self, path: &str) -> HttpResponse {
        self.get_with_headers(path, "")
    }

    /// Sends a signal such as `-INT`.
    #[cfg(unix)]
    pub fn send_signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.unwrap().success());
    }

    #[track_caller]
    pub fn wait_for_exit(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < TIMEOUT, "it did not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[track_caller]
    pub fn wait_until(
        &self,
        condition_name: &str,
        holds: impl Fn(&TestServer) -> bool,
    ) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < TIMEOUT, "never: {condition_name}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
