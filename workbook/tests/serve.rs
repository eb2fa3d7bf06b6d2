//! The served book: its headers, and how pages hear of edits and faults.

mod common;

use common::{Book, PATIENCE, Server};
use std::io::Read;
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn pages_are_compressed_and_only_hashed_files_are_kept() {
    let server = Server::start(Book::new());
    let answer =
        server.get_with("/waiting.html", "Accept-Encoding: br, gzip\r\n");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let mut page = String::new();
    flate2::read::GzDecoder::new(&answer.bytes[..])
        .read_to_string(&mut page)
        .unwrap();
    let script = hashed_script(&page);
    let answer = server.get(&format!("/{script}"));
    assert!(answer.head.contains("immutable"), "{}", answer.head);
    assert_eq!(answer.header("content-encoding"), None);
}

#[test]
fn a_page_that_the_browser_has_is_not_sent_again() {
    let server = Server::start(Book::new());
    let etag = server
        .get("/waiting.html")
        .header("etag")
        .unwrap()
        .to_owned();
    let again = format!("If-None-Match: {etag}\r\n");
    let answer = server.get_with("/waiting.html", &again);
    assert_eq!((answer.status, answer.bytes.len()), (304, 0));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src"), "{policy}");
    server.book.write("src/waiting.md", "# Other\n");
    server.until("the other page", |server| {
        server.get_with("/waiting.html", &again).status == 200
    });
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
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("mdbook"), "{path}");
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
    assert!(server.get("/waiting.html").body.contains("Mended."));
}

#[test]
fn a_fault_keeps_the_last_good_book_until_it_is_mended() {
    let server = Server::start(Book::new());
    server.book.write("src/waiting.md", "{{#listing gone}}\n");
    let told = server.news().find(|event| event.contains("`gone`"));
    assert!(told.unwrap().contains("src/waiting.md:1"));
    assert!(
        server
            .get("/waiting.html")
            .body
            .contains("data-listing=\"two_")
    );
    server.book.write("src/waiting.md", "# Mended\n");
    server.until("the mended page", |server| {
        server.get("/waiting.html").body.contains("Mended")
    });
}

#[test]
fn a_book_that_is_broken_at_the_start_appears_when_it_is_mended() {
    let book = Book::new();
    book.write("src/waiting.md", "{{#listing gone}}\n");
    let server = Server::start(book);
    let answer = server.get("/");
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("no listing `gone`"), "{}", answer.body);
    server.book.write("src/waiting.md", "# Mended\n");
    server.until("a first edition", |server| {
        server.get("/waiting.html").status == 200
    });
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly_even_with_a_page_open() {
    let mut server = Server::start(Book::new());
    let mut open_page = server.news();
    assert!(open_page.next().is_some());
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
