//! Exercises and progress as a page meets them: over HTTP.

use crate::common::{Answer, Server};
use crate::{BROKEN, SOLVED, book, with_code};
use serde_json::{Value, json};
use std::fs;
use std::thread;
use workbook::progress::Store;

fn server() -> Server {
    Server::start_with(book(), &[])
}

fn check(server: &Server, exercise: &str, source: &str) -> Answer {
    let body = json!({ "exercise": exercise, "source": source });
    server.post("/api/exercise/check", &body.to_string())
}

/// The events of a check, without the sizes of HTTP's chunks.
fn events(answer: &Answer) -> Vec<Value> {
    let lines = answer.body.lines().filter(|line| line.starts_with('{'));
    lines.map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn progress(server: &Server) -> Value {
    let cookie = format!("Cookie: {}\r\n", server.cookie());
    let answer = server.get_with("/api/progress", &cookie);
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn note(server: &Server, deed: &str, name: &str) -> Answer {
    let body = json!({ "deed": deed, "name": name, "hash": "aa" });
    server.post("/api/progress", &body.to_string())
}

#[test]
fn a_check_tells_each_test_and_then_its_verdict() {
    let server = server();
    let answer = check(&server, "first_sum", &with_code(SOLVED));
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let events = events(&answer);
    let kinds: Vec<&str> = events
        .iter()
        .map(|e| e["event"].as_str().unwrap())
        .collect();
    let place = |kind| kinds.iter().position(|k| *k == kind).unwrap();
    assert!(place("compiling") < place("started"), "{kinds:?}");
    assert!(place("started") < place("test-passed"), "{kinds:?}");
    let passed = kinds.iter().filter(|kind| **kind == "test-passed");
    assert_eq!(passed.count(), 2);
    assert_eq!(events.last().unwrap()["verdict"], "solved");

    let answer = check(&server, "first_sum", &with_code(BROKEN));
    let events = self::events(&answer);
    let failed = events.iter().find(|e| e["event"] == "test-failed");
    let message = failed.unwrap()["message"].as_str().unwrap();
    assert!(message.contains("the sum"), "{message}");
    assert_eq!(events.last().unwrap()["says"], "1 of 2 tests fails.");
}

#[test]
fn what_cannot_be_checked_is_refused_in_words() {
    let server = server();
    let answer = check(&server, "first_sun", "fn main() {}");
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("`first_sum`?"), "{}", answer.body);
    assert_eq!(server.post("/api/exercise/check", "{}").status, 400);
    let silent = Server::start_with(book(), &["--no-run"]);
    assert_eq!(check(&silent, "first_sum", "").status, 404);
}

#[cfg(target_os = "linux")]
#[test]
fn closing_the_connection_stops_what_runs() {
    use crate::common::PATIENCE;
    use std::path::Path;
    use std::time::{Duration, Instant};

    let server = server();
    let file = server.book.path().join("pid");
    let code = format!(
        "pub fn sum() -> u32 {{\n    let id = std::process::id();\n    \
         std::fs::write({file:?}, id.to_string()).unwrap();\n    \
         loop {{ std::thread::park() }}\n}}\n"
    );
    let source = with_code(&code);
    let body = json!({ "exercise": "first_sum", "source": source });
    let connection = server.connect_post("/api/exercise/check", &body);
    let until = |what: &str, is_so: &dyn Fn() -> bool| {
        let start = Instant::now();
        while !is_so() {
            assert!(start.elapsed() < PATIENCE, "{what}");
            thread::sleep(Duration::from_millis(20));
        }
    };
    let id = || fs::read_to_string(&file).unwrap_or_default();
    until("it runs", &|| !id().is_empty());
    let process = format!("/proc/{}", id());
    assert!(Path::new(&process).exists());
    drop(connection);
    until("it is stopped", &|| !Path::new(&process).exists());
}

#[test]
fn progress_is_noted_imported_and_begun_anew() {
    let server = server();
    assert_eq!(progress(&server)["progress"]["run"], json!({}));
    assert_eq!(note(&server, "run", "two_waits").status, 200);
    let now = progress(&server);
    assert_eq!(now["progress"]["run"]["two_waits"]["hash"], "aa");
    assert_eq!(now["notice"], Value::Null);

    let theirs = json!({ "progress": { "v": 1, "solved": {
        "first_sum": { "hash": "bb", "at": 5 } } } });
    let answer = server.post("/api/progress/import", &theirs.to_string());
    assert_eq!(answer.status, 200, "{}", answer.body);
    let both = progress(&server);
    assert_eq!(both["progress"]["solved"]["first_sum"]["at"], 5);
    assert_eq!(both["progress"]["run"]["two_waits"]["hash"], "aa");

    let answer = server.post("/api/progress/reset", "{}");
    assert!(answer.body.contains("before-reset"), "{}", answer.body);
    assert_eq!(progress(&server)["progress"]["solved"], json!({}));
}

#[test]
fn what_is_no_progress_is_refused() {
    let server = server();
    assert_eq!(note(&server, "skipped", "two_waits").status, 400);
    assert_eq!(note(&server, "run", "").status, 400);
    assert_eq!(note(&server, "run", &"x".repeat(101)).status, 400);
    for theirs in ["{}", "{\"progress\": 3}", "{\"progress\": {\"v\": 2}}"] {
        let answer = server.post("/api/progress/import", theirs);
        assert_eq!(answer.status, 400, "{theirs}");
    }
    assert!(!Store::of(server.book.path()).path().exists());
}

#[test]
fn a_damaged_file_is_told_of_once() {
    let server = server();
    note(&server, "run", "two_waits");
    let store = Store::of(server.book.path());
    fs::write(store.path(), "{").unwrap();
    let notice = progress(&server)["notice"].clone();
    assert!(notice.as_str().unwrap().contains("damaged"), "{notice}");
    assert_eq!(progress(&server)["notice"], Value::Null);
}

#[test]
fn two_pages_and_a_terminal_lose_nothing() {
    const EACH: usize = 20;
    let server = server();
    let page = |page: &str| {
        for number in 0..EACH {
            let name = format!("{page}-{number}");
            assert_eq!(note(&server, "run", &name).status, 200);
        }
    };
    let terminal = || {
        for number in 0..EACH {
            let file = format!("theirs-{number}.json");
            let theirs = json!({ "v": 1, "run": {
                format!("terminal-{number}"): { "hash": "aa", "at": 5 } } });
            server.book.write(&file, &theirs.to_string());
            let said = server.book.output(&["progress", "import", &file]);
            said.went_well(&[]);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| page("one"));
        scope.spawn(|| page("other"));
        scope.spawn(terminal);
    });
    let now = progress(&server);
    let run = now["progress"]["run"].as_object().unwrap();
    assert_eq!(run.len(), 3 * EACH, "{run:?}");
}
