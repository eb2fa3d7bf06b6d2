//! The served book, and the plainest of HTTP clients.

use super::Book;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The program, serving a book of its own.
pub struct Server {
    pub book: Book,
    pub child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// What the printed address carries.
    pub token: String,
}

/// What the server answered.
pub struct Answer {
    pub status: u16,
    /// All of it in lower case.
    pub head: String,
    pub bytes: Vec<u8>,
    pub body: String,
}

impl Answer {
    fn of(bytes: Vec<u8>) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let end = end.expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end + 2]).to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let bytes = bytes[end + 4..].to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            status,
            head,
            bytes,
            body,
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&start))
    }
}

impl Server {
    /// Without a runner.
    pub fn start(book: Book) -> Self {
        Server::start_with(book, &["--no-run"])
    }

    pub fn start_with(book: Book, arguments: &[&str]) -> Self {
        let mut child = book
            .workbook()
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
                let (address, token) = rest.split_once("/?token=")?;
                Some((address.to_owned(), token.to_owned()))
            })
            .expect("an address");
        // Printing must go on after this, or the program would fail at it.
        std::thread::spawn(move || lines.for_each(drop));
        Server {
            book,
            child,
            address,
            token,
        }
    }

    pub fn port(&self) -> u16 {
        self.address.rsplit(':').next().unwrap().parse().unwrap()
    }

    pub fn cookie(&self) -> String {
        format!("workbook-{}={}", self.port(), self.token)
    }

    pub fn connect(&self, request: &str) -> TcpStream {
        assert!(self.address.starts_with("127.0.0.1:"), "{}", self.address);
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // A refusal may come, and the connection go, before all is sent.
        let _ = stream.write_all(request.as_bytes());
        stream
    }

    /// A POST of our own page, whose answer is not read yet.
    pub fn connect_post(&self, path: &str, body: impl ToString) -> TcpStream {
        let (host, cookie, body) =
            (&self.address, self.cookie(), body.to_string());
        self.connect(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n\
             Origin: http://{host}\r\nCookie: {cookie}\r\n\
             X-Workbook: 1\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len(),
        ))
    }

    /// Sends a POST of our own page, and reads the answer.
    pub fn post(&self, path: &str, body: &str) -> Answer {
        let mut bytes = Vec::new();
        let _ = self.connect_post(path, body).read_to_end(&mut bytes);
        Answer::of(bytes)
    }

    /// Sends a request that closes the connection, and reads the answer.
    pub fn ask(&self, request: &str) -> Answer {
        let mut bytes = Vec::new();
        let _ = self.connect(request).read_to_end(&mut bytes);
        Answer::of(bytes)
    }

    pub fn get_with(&self, path: &str, headers: &str) -> Answer {
        let host = &self.address;
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\n\
             Connection: close\r\n{headers}\r\n"
        ))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// What a page is told; ends when nothing has come for too long.
    pub fn news(&self) -> impl Iterator<Item = String> + use<> {
        let host = &self.address;
        let request =
            format!("GET /api/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let start = Instant::now();
        BufReader::new(self.connect(&request))
            .lines()
            .map_while(Result::ok)
            // A line that only keeps the connection alive comes every 15 s.
            .take_while(move |_| start.elapsed() < PATIENCE)
            .filter_map(|line| Some(line.strip_prefix("data: ")?.to_owned()))
    }

    #[track_caller]
    pub fn until(&self, what: &str, holds: impl Fn(&Server) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "never: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
