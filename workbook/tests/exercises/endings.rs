//! How tests are ended that do not end: what only Linux lets us see.

use crate::checking::{
    check, check_with_limits, find_failure, prepare_checker,
};
use crate::{append_tests, create_book_with_exercises};
use exercises::{CheckEvent, Exercises};
use runner::Limits;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

#[track_caller]
fn assert_message_names_wait(events: &[CheckEvent], for_what: &str) {
    let (message, _) = find_failure(events, "tests::it_adds");
    // Where the system does not tell for what, it is said only that it waits.
    assert!(message.starts_with("still waiting after 2 s"), "{message}");
    if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        assert!(message.contains(for_what), "{message}");
    }
}

#[tokio::test]
async fn a_waiting_test_reports_what_it_waits_for() {
    let code = |body: &str| {
        append_tests(&format!("pub fn total() -> u32 {{\n    {body}\n}}\n"))
    };
    let message = code(
        "let (_sender, receiver) = std::sync::mpsc::channel();\n    \
         receiver.recv().unwrap()",
    );
    assert_message_names_wait(&check(&message).await, "for a message");
    let time =
        code("std::thread::sleep(std::time::Duration::from_secs(60));\n    4");
    assert_message_names_wait(&check(&time).await, "it sleeps");
    let client = code(
        "let server = std::net::TcpListener::bind(\"127.0.0.1:0\");\n    \
         server.unwrap().accept().unwrap();\n    4",
    );
    assert_message_names_wait(&check(&client).await, "none connects");
}

#[tokio::test]
async fn a_looping_test_is_reported_as_looping() {
    let code = "pub fn total() -> u32 {\n    let mut n = 0u32;\n    \
        loop { n = std::hint::black_box(n.wrapping_add(1)); }\n}\n";
    let (message, _) =
        find_failure(&check(&append_tests(code)).await, "tests::it_adds");
    assert!(
        message.starts_with("still computing after 2 s"),
        "{message}"
    );
}

#[tokio::test]
async fn a_test_that_prints_forever_is_ended_and_its_output_truncated() {
    let code = "pub fn total() -> u32 {\n    loop { println!(\"more\"); }\n}\n";
    let (_, output) =
        find_failure(&check(&append_tests(code)).await, "tests::it_adds");
    assert!(output.len() < 200_000, "{}", output.len());
    assert!(output.contains("[some output is left out here]"));
}

#[tokio::test]
async fn a_test_that_takes_too_much_memory_is_stopped() {
    let mut limits = Limits::default();
    limits.program.memory_mb = 64;
    let code = "pub fn total() -> u32 {\n    let mut blocks = Vec::new();\n    \
        loop { blocks.push(vec![1u8; 1 << 20]); }\n}\n";
    let (message, _) = find_failure(
        &check_with_limits(
            &append_tests(code),
            limits,
            Duration::from_secs(20),
        )
        .await,
        "tests::it_adds",
    );
    assert!(message.contains("MB of memory"), "{message}");
}

#[tokio::test]
async fn dropping_a_check_ends_its_test_and_removes_its_folder() {
    let book = create_book_with_exercises();
    let marker = book.path().join("pid");
    let code = format!(
        "pub fn total() -> u32 {{\n    let id = std::process::id();\n    \
         std::fs::write({marker:?}, id.to_string()).unwrap();\n    \
         loop {{ std::thread::park(); }}\n}}\n"
    );
    let patience = Duration::from_secs(60);
    let checker = prepare_checker(&book, Limits::default(), patience).await;
    let exercises = Exercises::load(book.path()).unwrap();
    let (sender, _events) = mpsc::channel(100);
    let text = append_tests(&code);
    let checking = checker.check(&exercises, &exercises.list[0], &text, sender);
    tokio::select! {
        verdict = checking => panic!("it has ended: {verdict:?}"),
        () = wait_until_written(&marker) => {}
    }
    let pid = fs::read_to_string(&marker).unwrap();
    let process = PathBuf::from(format!("/proc/{pid}"));
    let gone = async {
        while process.exists() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), gone).await.unwrap();
}

async fn wait_until_written(file: &Path) {
    let is_empty = || fs::read(file).unwrap_or_default().is_empty();
    while is_empty() {
        sleep(Duration::from_millis(20)).await;
    }
}
