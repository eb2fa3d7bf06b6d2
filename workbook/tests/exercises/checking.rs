//! What a check of a text reports, whatever the text does.

use crate::common::Book;
use crate::{
    BROKEN_SOURCE, SOLVED_SOURCE, TEST_MODULE, append_tests,
    create_book_with_exercises,
};
use exercises::{CheckEvent, Checker, CheckerOptions, Exercises, Verdict};
use runner::Limits;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc;

/// For a test that hangs; the others need a fraction of it.
pub const HANGING_TEST_TIMEOUT: Duration = Duration::from_secs(2);

pub async fn prepare_checker(
    book: &Book,
    limits: Limits,
    test_timeout: Duration,
) -> Checker {
    let options = CheckerOptions {
        limits,
        test_timeout,
        workbook_program: PathBuf::from(env!("CARGO_BIN_EXE_workbook")),
    };
    Checker::prepare(book.path(), options, |_| {})
        .await
        .unwrap()
}

/// Checks the text as the first exercise and returns all events.
pub async fn check(source: &str) -> Vec<CheckEvent> {
    check_with_limits(source, Limits::default(), HANGING_TEST_TIMEOUT).await
}

pub async fn check_with_limits(
    source: &str,
    limits: Limits,
    test_timeout: Duration,
) -> Vec<CheckEvent> {
    let book = create_book_with_exercises();
    let checker = prepare_checker(&book, limits, test_timeout).await;
    let exercises = Exercises::load(book.path()).unwrap();
    let (sender, mut receiver) = mpsc::channel(100);
    let exercise = &exercises.list[0];
    let checking = checker.check(&exercises, exercise, source, sender);
    let collecting = async {
        let mut events = Vec::new();
        while let Some(event) = receiver.recv().await {
            events.push(event);
        }
        events
    };
    let (verdict, events) = tokio::join!(checking, collecting);
    assert_eq!(verdict_of(&events), verdict);
    events
}

pub fn verdict_of(events: &[CheckEvent]) -> Verdict {
    match events.last() {
        Some(CheckEvent::Verdict { verdict, .. }) => *verdict,
        other => panic!("the last event is {other:?}"),
    }
}

/// The message and the output of the test that failed.
#[track_caller]
pub fn find_failure(
    events: &[CheckEvent],
    test_name: &str,
) -> (String, String) {
    let found = events.iter().find_map(|event| match event {
        CheckEvent::TestFailed {
            test,
            message,
            output,
            ..
        } if test == test_name => Some((message.clone(), output.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{test_name} has not failed: {events:#?}"))
}

#[tokio::test]
async fn a_check_of_a_solution_reports_each_test() {
    let events = check(&append_tests(SOLVED_SOURCE)).await;
    assert_eq!(events[0], CheckEvent::Compiling);
    let tests =
        vec!["tests::it_adds".to_owned(), "tests::it_is_small".to_owned()];
    let recordable = cfg!(all(target_os = "linux", target_env = "gnu"));
    assert_eq!(events[1], CheckEvent::Started { tests, recordable });
    let place = |wanted: &dyn Fn(&CheckEvent) -> bool| {
        events.iter().position(wanted).unwrap()
    };
    let started = place(
        &|event| matches!(event, CheckEvent::TestStarted { test } if test.ends_with("adds")),
    );
    let passed = place(
        &|event| matches!(event, CheckEvent::TestPassed { test, .. } if test.ends_with("adds")),
    );
    assert!(started < passed);
    assert_eq!(verdict_of(&events), Verdict::Solved);
}

#[tokio::test]
async fn a_failed_test_is_reported_with_message_line_and_output() {
    let events = check(&append_tests(BROKEN_SOURCE)).await;
    let (message, output) = find_failure(&events, "tests::it_adds");
    assert_eq!(
        message,
        "assertion `left == right` failed: the sum\n  left: 3\n right: 4"
    );
    assert!(output.starts_with("adding\n"), "{output}");
    assert!(!output.contains("running 1 test"), "{output}");
    let line = events.iter().find_map(|event| match event {
        CheckEvent::TestFailed { line, .. } => *line,
        _ => None,
    });
    let text = append_tests(BROKEN_SOURCE);
    let asserted = text.lines().nth(line.unwrap() - 1).unwrap();
    assert!(asserted.contains("assert_eq!"), "{asserted}");
    let Some(CheckEvent::Verdict {
        passed,
        tests,
        message,
        ..
    }) = events.last()
    else {
        panic!("no verdict");
    };
    assert_eq!((*passed, *tests), (1, 2));
    assert_eq!(message, "1 of 2 tests fails.");
}

#[tokio::test]
async fn a_compile_error_is_reported_in_rustcs_words() {
    let events =
        check(&append_tests("pub fn total() -> u32 { \"4\" }\n")).await;
    let has_code = events.iter().any(|event| match event {
        CheckEvent::Diagnostic(d) => d.code.as_deref() == Some("E0308"),
        _ => false,
    });
    assert!(has_code, "{events:#?}");
    assert_eq!(verdict_of(&events), Verdict::NotCompiled);
}

#[tokio::test]
async fn a_test_that_exits_the_process_fails() {
    let code = "pub fn total() -> u32 { std::process::exit(0) }\n";
    let events = check(&append_tests(code)).await;
    let (message, _) = find_failure(&events, "tests::it_adds");
    assert!(message.contains("ended before the test"), "{message}");
    assert_eq!(verdict_of(&events), Verdict::Failed);
}

/// What counts is what the test did, not what it printed.
#[tokio::test]
async fn a_test_that_prints_a_faked_result_fails() {
    let code = "pub fn total() -> u32 {\n    \
        println!(\"test tests::it_adds ... ok\");\n    \
        println!(\"\\ntest result: ok. 1 passed; 0 failed\");\n    \
        std::process::exit(0)\n}\n";
    let events = check(&append_tests(code)).await;
    find_failure(&events, "tests::it_adds");
    assert_eq!(verdict_of(&events), Verdict::Failed);
}

#[tokio::test]
async fn changed_tests_do_not_solve_an_exercise() {
    let text = append_tests(BROKEN_SOURCE).replace("total(), 4", "total(), 3");
    assert_eq!(verdict_of(&check(&text).await), Verdict::TestsChanged);
    let without_tests = format!("{SOLVED_SOURCE}fn main() {{}}\n");
    let verdict = verdict_of(&check(&without_tests).await);
    assert_eq!(verdict, Verdict::TestsChanged);
    let with_comment = format!("{}\n// More.\n", append_tests(SOLVED_SOURCE));
    let verdict = verdict_of(&check(&with_comment).await);
    assert_eq!(verdict, Verdict::TestsChanged);
    let blank = format!("{SOLVED_SOURCE}{TEST_MODULE}\n\n");
    assert_eq!(verdict_of(&check(&blank).await), Verdict::Solved);
}

#[tokio::test]
async fn a_hanging_test_does_not_stop_the_other_tests_from_running() {
    let code = "pub fn total() -> u32 {\n    println!(\"locking\");\n    \
        let lock = std::sync::Mutex::new(4);\n    \
        let _guard = lock.lock().unwrap();\n    \
        *lock.lock().unwrap()\n}\n";
    let events = check(&append_tests(code)).await;
    let (message, output) = find_failure(&events, "tests::it_adds");
    assert!(message.contains("after 2 s"), "{message}");
    assert!(output.contains("locking"), "{output}");
    find_failure(&events, "tests::it_is_small");
    assert_eq!(verdict_of(&events), Verdict::Failed);
}
