//! The served book: its headers, and how pages hear of edits and faults.

mod common;

use common::{Book, Server};
use serde_json::json;
use std::io::Read;

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
    server.wait_until("the other page", |server| {
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
fn an_edit_reaches_all_pages_that_are_open() {
    let server = Server::start(Book::new());
    let mut pages = [server.open_page(), server.open_page()];
    for page in &mut pages {
        let news = page.site_news();
        assert_eq!(
            (&news["version"], &news["fault"]),
            (&json!(1), &json!(null))
        );
    }
    server
        .book
        .write("src/waiting.md", "# Waiting\n\nMended.\n");
    for page in &mut pages {
        assert_eq!(page.site_news()["version"], 2);
    }
    assert!(server.get("/waiting.html").body.contains("Mended."));
}

#[test]
fn a_change_of_the_progress_reaches_all_pages_that_are_open() {
    let server = Server::start(Book::new());
    let mut page = server.open_page();
    page.site_news();
    let milestone = r#"{"milestone":"run","name":"two_waits","hash":"aa"}"#;
    assert_eq!(server.post("/api/progress", milestone).status, 200);
    page.next_matching(|message| message["message"] == "progress");
}

#[test]
fn a_fault_keeps_the_last_good_book_until_it_is_mended() {
    let server = Server::start(Book::new());
    let mut page = server.open_page();
    server.book.write("src/waiting.md", "{{#listing gone}}\n");
    let news = page.next_matching(|message| message["fault"] != json!(null));
    let fault = news["fault"].as_str().unwrap();
    assert!(fault.contains("`gone`"), "{fault}");
    assert!(fault.contains("src/waiting.md:1"), "{fault}");
    assert!(
        server
            .get("/waiting.html")
            .body
            .contains("data-listing=\"two_")
    );
    server.book.write("src/waiting.md", "# Mended\n");
    server.wait_until("the mended page", |server| {
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
    server.wait_until("a first version", |server| {
        server.get("/waiting.html").status == 200
    });
}

#[cfg(unix)]
#[test]
fn each_ending_signal_ends_it_cleanly_even_with_a_page_open() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut server = Server::start(Book::new());
        let mut open_page = server.open_page();
        open_page.site_news();
        server.send_signal(signal);
        assert_eq!(server.wait_for_exit().code(), Some(0), "{signal}");
    }
}

#[test]
fn a_run_is_compared_with_what_its_task_expects() {
    let book = Book::new();
    book.write(
        "listings/ch01-waiting/two_waits.try.toml",
        "[[try]]\ntask = \"Print.\"\nprints = \"Total: [~3.5] s\"\n\
         why = \"So.\"\n[[try.edit]]\nfind = \"{}\"\nreplace = \"{ p(); }\"\n",
    );
    let server = Server::start(book);
    let compare = |task: &str, stdout: &str| {
        let body = format!(
            "{{\"listing\":\"two_waits\",\"task\":\"{task}\",\"outcome\":\
             {{\"args\":[],\"how\":\"exit\",\"code\":0,\"ms\":5.0,\
             \"stdout\":\"{stdout}\",\"stderr\":\"\",\"errors\":[]}}}}"
        );
        server.post("/api/try", &body)
    };
    assert_eq!(
        compare("two_waits", "Total: 4.1 s\\n").body,
        "{\"fits\":true}"
    );
    assert_eq!(
        compare("two_waits", "Sum: 4.1 s\\n").body,
        "{\"fits\":false}"
    );
    let unknown = compare("two_waits/other", "");
    assert_eq!(unknown.status, 400);
    assert!(unknown.body.contains("no task `two_waits/other`"));
    assert_eq!(server.post("/api/try", "{}").status, 400);
}
