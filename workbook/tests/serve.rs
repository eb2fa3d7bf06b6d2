//! The served book: its headers, and how pages hear of edits and faults.

mod common;

use common::Book;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

/// The program, serving a book of its own.
struct Server {
    book: Book,
    child: Child,
    address: String,
}

impl Server {
    fn start(book: Book) -> Self {
        let mut child = book
            .workbook()
            .args(["--no-open", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut lines = stdout.lines().map_while(Result::ok);
        let address = lines
            .find_map(|line| {
                let rest = line.trim().strip_prefix("http://")?.to_owned();
                Some(rest.trim_end_matches('/').to_owned())
            })
            .expect("an address");
        // Printing must go on after this, or the program would fail at it.
        std::thread::spawn(move || lines.for_each(drop));
        Server {
            book,
            child,
            address,
        }
    }

    fn connect(&self, path: &str, headers: &str) -> TcpStream {
        assert!(self.address.starts_with("127.0.0.1:"), "{}", self.address);
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n"
        )
        .unwrap();
        stream
    }

    /// Head and body of an answer.
    fn get(&self, path: &str, headers: &str) -> (String, Vec<u8>) {
        let headers = format!("Connection: close\r\n{headers}");
        let mut bytes = Vec::new();
        self.connect(path, &headers)
            .read_to_end(&mut bytes)
            .unwrap();
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        (head, bytes.split_off(end + 4))
    }

    /// What a page is told; ends when nothing has come for too long.
    fn news(&self) -> impl Iterator<Item = String> {
        let stream = BufReader::new(self.connect("/api/events", ""));
        let start = Instant::now();
        stream
            .lines()
            .map_while(Result::ok)
            // A line that only keeps the connection alive comes every 15 s.
            .take_while(move |_| start.elapsed() < PATIENCE)
            .filter_map(|line| Some(line.strip_prefix("data: ")?.to_owned()))
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.get(path, "").1).unwrap()
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&Server) -> bool) {
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

#[test]
fn pages_are_compressed_and_only_hashed_files_are_kept() {
    let server = Server::start(Book::new());
    let (head, body) =
        server.get("/waiting.html", "Accept-Encoding: br, gzip\r\n");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-encoding: gzip"), "{head}");
    assert!(head.contains("cache-control: no-cache"), "{head}");
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    let mut page = String::new();
    flate2::read::GzDecoder::new(&body[..])
        .read_to_string(&mut page)
        .unwrap();
    let script = hashed_script(&page);
    let (head, _) = server.get(&format!("/{script}"), "");
    assert!(head.contains("immutable"), "{script}: {head}");
    assert!(!head.contains("content-encoding"), "{head}");
}

/// The first script of the page whose name holds a hash.
fn hashed_script(page: &str) -> String {
    page.split("src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|name| name.starts_with("book-"))
        .expect("a hashed script")
        .to_owned()
}

#[test]
fn a_page_that_is_not_there_has_the_books_own_404_page() {
    let server = Server::start(Book::new());
    for path in ["/gone.html", "/a/b/c", "/../book.toml", "/%2e%2e/x"] {
        let (head, body) = server.get(path, "");
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
        assert!(String::from_utf8_lossy(&body).contains("mdbook"), "{path}");
    }
}

#[test]
fn an_edit_reaches_the_page_and_its_listeners() {
    let server = Server::start(Book::new());
    let mut news = server.news();
    assert_eq!(news.next().unwrap(), r#"{"edition":1,"fault":null}"#);
    server
        .book
        .write("src/waiting.md", "# Waiting\n\nMended.\n");
    assert_eq!(news.next().unwrap(), r#"{"edition":2,"fault":null}"#);
    assert!(server.text("/waiting.html").contains("Mended."));
}

#[test]
fn a_fault_keeps_the_last_good_book_until_it_is_mended() {
    let server = Server::start(Book::new());
    server.book.write("src/waiting.md", "{{#listing gone}}\n");
    let told = server.news().find(|event| event.contains("`gone`"));
    assert!(told.unwrap().contains("src/waiting.md:1"));
    assert!(server.text("/waiting.html").contains("data-listing=\"two_"));
    server.book.write("src/waiting.md", "# Mended\n");
    server.until("the mended page", |server| {
        server.text("/waiting.html").contains("Mended")
    });
}

#[test]
fn a_book_that_is_broken_at_the_start_appears_when_it_is_mended() {
    let book = Book::new();
    book.write("src/waiting.md", "{{#listing gone}}\n");
    let server = Server::start(book);
    let (head, body) = server.get("/", "");
    assert!(head.starts_with("http/1.1 503"), "{head}");
    assert!(String::from_utf8_lossy(&body).contains("no listing `gone`"));
    server.book.write("src/waiting.md", "# Mended\n");
    server.until("a first edition", |server| {
        server
            .get("/waiting.html", "")
            .0
            .starts_with("http/1.1 200")
    });
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly_even_with_a_page_open() {
    let mut server = Server::start(Book::new());
    let _open_page = server.connect("/api/events", "");
    let pid = server.child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status();
    assert!(killed.unwrap().success());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < PATIENCE, "it did not end");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(0));
}
