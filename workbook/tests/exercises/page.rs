//! Exercises and progress as a page meets them.

use crate::common::{HttpResponse, TestServer};
use crate::{
    BROKEN_SOURCE, FIRST_EXERCISE_FILE, SOLVED_SOURCE, append_tests,
    create_book_with_exercises,
};
use progress::Store;
use serde_json::{Value, json};
use std::fs;
use std::thread;

fn start_server() -> TestServer {
    TestServer::start_with_arguments(create_book_with_exercises(), &[])
}

fn check_over_connection(
    server: &TestServer,
    exercise: &str,
    source: &str,
) -> Result<Vec<Value>, String> {
    let request = json!({ "exercise": exercise, "source": source });
    server
        .open_page_connection()
        .send_request("check-exercise", request)
}

fn read_progress(server: &TestServer) -> Value {
    let answer =
        server.get_with_headers("/api/progress", &server.token_header());
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn post_milestone(
    server: &TestServer,
    milestone: &str,
    name: &str,
) -> HttpResponse {
    let body = json!({ "milestone": milestone, "name": name, "hash": "aa" });
    server.post("/api/progress", &body.to_string())
}

#[test]
fn a_check_sends_each_test_and_then_its_verdict() {
    let server = start_server();
    let events = check_over_connection(
        &server,
        "first_sum",
        &append_tests(SOLVED_SOURCE),
    )
    .unwrap();
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

    let events = check_over_connection(
        &server,
        "first_sum",
        &append_tests(BROKEN_SOURCE),
    )
    .unwrap();
    let failed = events.iter().find(|e| e["event"] == "test-failed");
    let message = failed.unwrap()["message"].as_str().unwrap();
    assert!(message.contains("the sum"), "{message}");
    assert_eq!(events.last().unwrap()["message"], "1 of 2 tests fails.");
}

#[test]
fn an_impossible_check_is_refused_with_a_reason() {
    let server = start_server();
    let error = check_over_connection(&server, "first_sun", "fn main() {}")
        .unwrap_err();
    assert!(error.contains("`first_sum`?"), "{error}");
    let mut page = server.open_page_connection();
    let error = page.send_request("check-exercise", json!({})).unwrap_err();
    assert!(error.contains("missing field"), "{error}");
    let silent = TestServer::start_with_arguments(
        create_book_with_exercises(),
        &["--no-run"],
    );
    let error = check_over_connection(&silent, "first_sum", "").unwrap_err();
    assert!(error.contains("--no-run"), "{error}");
}

/// `cargo clean` while the workbook runs.
#[test]
fn removed_crates_are_built_again_for_the_next_check() {
    let book = create_book_with_exercises();
    book.write(
        "exercises/Cargo.toml",
        "[package]\nname = \"exercises\"\nedition = \"2024\"\n\
         [lib]\npath = \"lib.rs\"\n\
         [dependencies]\nfour = { path = \"four\" }\n",
    );
    book.write("exercises/lib.rs", "");
    book.write(
        "exercises/four/Cargo.toml",
        "[package]\nname = \"four\"\nedition = \"2024\"\n\
         [lib]\npath = \"lib.rs\"\n",
    );
    book.write(
        "exercises/Cargo.lock",
        "version = 4\n\
         [[package]]\nname = \"exercises\"\nversion = \"0.0.0\"\n\
         dependencies = [\"four\"]\n\
         [[package]]\nname = \"four\"\nversion = \"0.0.0\"\n",
    );
    book.write("exercises/four/lib.rs", "pub fn four() -> u32 { 4 }\n");
    let server = TestServer::start_with_arguments(book, &[]);
    let source = append_tests("pub fn total() -> u32 {\n    four::four()\n}\n");
    let is_solved = || {
        let events =
            check_over_connection(&server, "first_sum", &source).unwrap();
        let verdict = events.last().unwrap();
        assert_eq!(verdict["verdict"], "solved", "{verdict}");
    };
    is_solved();
    let target = server.book.path().join("exercises").join("target");
    fs::remove_dir_all(target).unwrap();
    is_solved();
}

#[cfg(target_os = "linux")]
#[test]
fn closing_the_connection_stops_a_running_check() {
    use crate::common::TIMEOUT;
    use std::path::Path;
    use std::time::{Duration, Instant};

    let server = start_server();
    let file = server.book.path().join("pid");
    let code = format!(
        "pub fn total() -> u32 {{\n    let id = std::process::id();\n    \
         std::fs::write({file:?}, id.to_string()).unwrap();\n    \
         loop {{ std::thread::park() }}\n}}\n"
    );
    let source = append_tests(&code);
    let mut page = server.open_page_connection();
    let request = json!({ "exercise": "first_sum", "source": source });
    page.send("check-exercise", request);
    let wait_until = |what: &str, is_so: &dyn Fn() -> bool| {
        let start = Instant::now();
        while !is_so() {
            assert!(start.elapsed() < TIMEOUT, "{what}");
            thread::sleep(Duration::from_millis(20));
        }
    };
    let id = || fs::read_to_string(&file).unwrap_or_default();
    wait_until("it runs", &|| !id().is_empty());
    let process = format!("/proc/{}", id());
    assert!(Path::new(&process).exists());
    drop(page);
    wait_until("it is stopped", &|| !Path::new(&process).exists());
}

#[test]
fn progress_can_be_recorded_imported_and_reset() {
    let server = start_server();
    assert_eq!(read_progress(&server)["progress"]["run"], json!({}));
    assert_eq!(post_milestone(&server, "run", "two_waits").status, 200);
    let now = read_progress(&server);
    assert_eq!(now["progress"]["run"]["two_waits"]["hash"], "aa");
    assert_eq!(now["notice"], Value::Null);

    let theirs = json!({ "progress": { "v": 1, "solved": {
        "first_sum": { "hash": "bb", "at": 5 } } } });
    let answer = server.post("/api/progress/import", &theirs.to_string());
    assert_eq!(answer.status, 200, "{}", answer.body);
    let merged = read_progress(&server);
    assert_eq!(merged["progress"]["solved"]["first_sum"]["at"], 5);
    assert_eq!(merged["progress"]["run"]["two_waits"]["hash"], "aa");

    let answer = server.post("/api/progress/reset", "{}");
    assert!(answer.body.contains("before-reset"), "{}", answer.body);
    assert_eq!(read_progress(&server)["progress"]["solved"], json!({}));
}

#[test]
fn an_import_without_progress_is_refused() {
    let server = start_server();
    assert_eq!(post_milestone(&server, "skipped", "two_waits").status, 400);
    assert_eq!(post_milestone(&server, "run", "").status, 400);
    assert_eq!(post_milestone(&server, "run", &"x".repeat(101)).status, 400);
    for theirs in ["{}", "{\"progress\": 3}", "{\"progress\": {\"v\": 2}}"] {
        let answer = server.post("/api/progress/import", theirs);
        assert_eq!(answer.status, 400, "{theirs}");
    }
    assert!(!Store::in_root(server.book.path()).path().exists());
}

#[test]
fn a_damaged_progress_file_is_reported_once() {
    let server = start_server();
    post_milestone(&server, "run", "two_waits");
    let store = Store::in_root(server.book.path());
    fs::write(store.path(), "{").unwrap();
    let notice = read_progress(&server)["notice"].clone();
    assert!(notice.as_str().unwrap().contains("damaged"), "{notice}");
    assert_eq!(read_progress(&server)["notice"], Value::Null);
}

#[test]
fn concurrent_writers_of_progress_lose_no_milestone() {
    const MILESTONES_PER_WRITER: usize = 20;
    let server = start_server();
    let page = |page: &str| {
        for number in 0..MILESTONES_PER_WRITER {
            let name = format!("{page}-{number}");
            assert_eq!(post_milestone(&server, "run", &name).status, 200);
        }
    };
    let terminal = || {
        for number in 0..MILESTONES_PER_WRITER {
            let file = format!("theirs-{number}.json");
            let theirs = json!({ "v": 1, "run": {
                format!("terminal-{number}"): { "hash": "aa", "at": 5 } } });
            server.book.write(&file, &theirs.to_string());
            let output =
                server.book.run_workbook(&["progress", "import", &file]);
            output.assert_success(&[]);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| page("one"));
        scope.spawn(|| page("other"));
        scope.spawn(terminal);
    });
    let now = read_progress(&server);
    let run = now["progress"]["run"].as_object().unwrap();
    assert_eq!(run.len(), 3 * MILESTONES_PER_WRITER, "{run:?}");
}

#[test]
fn a_solution_from_a_page_is_saved_to_an_unchanged_file() {
    let server = start_server();
    let save = |text: &str| {
        let body = json!({ "exercise": "first_sum", "source": text });
        server.post("/api/exercise", &body.to_string())
    };
    let answer = save(&append_tests(SOLVED_SOURCE));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(
        answer.body,
        format!("{{\"saved\":\"{FIRST_EXERCISE_FILE}\"}}")
    );
    let file = server.book.path().join(FIRST_EXERCISE_FILE);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        append_tests(SOLVED_SOURCE)
    );

    // It has the learner's code now, which no page replaces.
    let refused = save(&append_tests(BROKEN_SOURCE));
    assert_eq!(refused.status, 409);
    assert!(
        refused.body.contains("has edits of yours"),
        "{}",
        refused.body
    );
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        append_tests(SOLVED_SOURCE)
    );
}
