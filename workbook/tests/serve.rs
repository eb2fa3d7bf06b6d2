//! The served book: its headers, and how pages hear of edits and faults.

mod common;

use common::{Book, TestServer};
use serde_json::json;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn pages_are_compressed_and_only_hashed_files_are_cached_for_long() {
    let server = TestServer::start_without_runner(Book::new());
    let answer = server
        .get_with_headers("/waiting.html", "Accept-Encoding: br, gzip\r\n");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let mut page = String::new();
    flate2::read::GzDecoder::new(&answer.bytes[..])
        .read_to_string(&mut page)
        .unwrap();
    let script = find_hashed_script(&page);
    let answer = server.get(&format!("/{script}"));
    assert!(answer.head.contains("immutable"), "{}", answer.head);
    assert_eq!(answer.header("content-encoding"), None);
}

#[test]
fn a_page_with_a_matching_etag_is_not_sent_again() {
    let server = TestServer::start_without_runner(Book::new());
    let etag = server
        .get("/waiting.html")
        .header("etag")
        .unwrap()
        .to_owned();
    let again = format!("If-None-Match: {etag}\r\n");
    let answer = server.get_with_headers("/waiting.html", &again);
    assert_eq!((answer.status, answer.bytes.len()), (304, 0));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src"), "{policy}");
    server.book.write("src/waiting.md", "# Other\n");
    server.wait_until("the other page", |server| {
        server.get_with_headers("/waiting.html", &again).status == 200
    });
}

/// The first script of the page whose name holds a hash.
fn find_hashed_script(page: &str) -> String {
    page.split("src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|name| name.starts_with("book-"))
        .expect("a hashed script")
        .to_owned()
}

#[test]
fn a_missing_page_gets_the_books_own_404_page() {
    let server = TestServer::start_without_runner(Book::new());
    for path in ["/gone.html", "/a/b/c", "/../book.toml", "/%2e%2e/x"] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("mdbook"), "{path}");
    }
}

#[test]
fn an_edit_reaches_all_pages_that_are_open() {
    let server = TestServer::start_without_runner(Book::new());
    let mut pages =
        [server.open_page_connection(), server.open_page_connection()];
    for page in &mut pages {
        let news = page.next_site_news();
        assert_eq!(
            (&news["version"], &news["fault"]),
            (&json!(1), &json!(null))
        );
    }
    server
        .book
        .write("src/waiting.md", "# Waiting\n\nMended.\n");
    for page in &mut pages {
        assert_eq!(page.next_site_news()["version"], 2);
    }
    assert!(server.get("/waiting.html").body.contains("Mended."));
}

#[test]
fn an_edit_of_a_listing_in_a_workspace_of_its_own_is_followed() {
    let book = Book::new();
    book.write(
        "unstable/metrics/Cargo.toml",
        "[package]\nname = \"metrics\"\n\n[[example]]\n\
         name = \"polls\"\npath = \"polls.rs\"\n",
    );
    let listing = "unstable/metrics/polls.rs";
    book.write(listing, "//! Polls.\nfn main() {}\n");
    book.write(
        "unstable/metrics/polls.out",
        "$ cargo run --example polls\n3 polls\n",
    );
    book.write("src/waiting.md", "# Waiting\n\n{{#listing polls}}\n");
    let server = TestServer::start_without_runner(book);
    server.wait_until("the listing", |server| {
        server.get("/waiting.html").body.contains("Polls.")
    });
    server
        .book
        .write(listing, "//! Slow polls.\nfn main() {}\n");
    server.wait_until("the edited listing", |server| {
        server.get("/waiting.html").body.contains("Slow polls.")
    });
}

#[test]
fn a_change_of_the_progress_reaches_all_pages_that_are_open() {
    let server = TestServer::start_without_runner(Book::new());
    let mut page = server.open_page_connection();
    page.next_site_news();
    let milestone = r#"{"milestone":"run","name":"two_waits","hash":"aa"}"#;
    assert_eq!(server.post("/api/progress", milestone).status, 200);
    page.next_matching(|message| message["message"] == "progress");
}

#[test]
fn the_last_good_book_is_served_until_an_error_is_fixed() {
    let server = TestServer::start_without_runner(Book::new());
    let mut page = server.open_page_connection();
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
fn a_book_with_an_error_at_the_start_is_served_once_it_is_fixed() {
    let book = Book::new();
    book.write("src/waiting.md", "{{#listing gone}}\n");
    let server = TestServer::start_without_runner(book);
    let answer = server.get("/");
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("no listing `gone`"), "{}", answer.body);
    server.book.write("src/waiting.md", "# Mended\n");
    server.wait_until("a first version", |server| {
        server.get("/waiting.html").status == 200
    });
}

/// What Ctrl-C may take.
#[cfg(unix)]
const MAX_SHUTDOWN_TIME: Duration = Duration::from_secs(3);

/// A listing that is a named pipe keeps the first build from ending.
#[cfg(unix)]
#[test]
fn each_ending_signal_ends_the_server_during_the_first_build() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let book = Book::new();
        let listing = book.path().join("listings/ch01-waiting/two_waits.rs");
        std::fs::remove_file(&listing).unwrap();
        let made = Command::new("mkfifo").arg(&listing).status();
        assert!(made.unwrap().success());
        let mut child = book
            .workbook_command()
            .args(["--no-open", "--no-run", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "The Async Workbook\n");
        sleep(Duration::from_millis(200));
        assert!(child.try_wait().unwrap().is_none(), "it doesn't build");
        let pid = child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.unwrap().success());
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > MAX_SHUTDOWN_TIME {
                let _ = child.kill();
                panic!("{signal} does not end it");
            }
            sleep(Duration::from_millis(10));
        };
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

/// Stops both of its supervisors, so that its end takes as long as any.
#[cfg(target_os = "linux")]
const STUBBORN_PROGRAM: &str = r#"
use std::process::Command;
fn main() {
    Command::new("sleep").arg("MARK").spawn().unwrap();
    let parent = std::os::unix::process::parent_id().to_string();
    let stat = std::fs::read_to_string(format!("/proc/{parent}/stat"));
    let stat = stat.unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let grandparent = fields.split_whitespace().nth(1).unwrap();
    Command::new("kill")
        .args(["-STOP", grandparent, &parent])
        .status()
        .unwrap();
    println!("stopped");
    std::thread::sleep(std::time::Duration::from_secs(60));
}
"#;

/// Starts a workbook with a program that can hardly be ended. The program's
/// child has the mark in its command line.
#[cfg(target_os = "linux")]
fn start_stubborn_run(mark: &str) -> TestServer {
    let server = TestServer::start_with_arguments(Book::with_workspace(), &[]);
    let mut page = server.open_page_connection();
    let source = STUBBORN_PROGRAM.replace("MARK", mark);
    let request = json!({ "listing": "two_waits", "source": source });
    page.send("run", request);
    page.next_matching(|message| message.to_string().contains("stopped\\n"));
    assert!(is_alive(mark));
    server
}

/// Whether a process has this in its command line.
#[cfg(target_os = "linux")]
fn is_alive(mark: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let line = std::fs::read(entry.path().join("cmdline"));
        String::from_utf8_lossy(&line.unwrap_or_default()).contains(mark)
    })
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_the_server_within_3_s_whatever_a_program_does() {
    let mark = "1000.61";
    let mut server = start_stubborn_run(mark);
    let start = Instant::now();
    server.send_signal("-INT");
    assert_eq!(server.wait_for_exit().code(), Some(0));
    let time = start.elapsed();
    assert!(time < MAX_SHUTDOWN_TIME, "{time:?}");
    server.wait_until("the program's end", |_| !is_alive(mark));
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_ctrl_c_ends_the_server_at_once() {
    let mark = "1000.62";
    let mut server = start_stubborn_run(mark);
    server.send_signal("-INT");
    sleep(Duration::from_millis(300));
    assert!(server.child.try_wait().unwrap().is_none());
    let start = Instant::now();
    server.send_signal("-INT");
    assert_eq!(server.wait_for_exit().code(), Some(130));
    let time = start.elapsed();
    assert!(time < Duration::from_secs(1), "{time:?}");
    server.wait_until("the program's end", |_| !is_alive(mark));
}

#[cfg(unix)]
#[test]
fn each_ending_signal_ends_the_server_cleanly_with_a_page_open() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut server = TestServer::start_without_runner(Book::new());
        let mut open_page = server.open_page_connection();
        open_page.next_site_news();
        let start = Instant::now();
        server.send_signal(signal);
        assert_eq!(server.wait_for_exit().code(), Some(0), "{signal}");
        assert!(start.elapsed() < MAX_SHUTDOWN_TIME, "{signal}");
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
    let server = TestServer::start_without_runner(book);
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
