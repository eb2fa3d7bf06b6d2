//! What a check of a text tells, whatever the text does.

use crate::{BROKEN, SOLVED, TESTS, book, with_code};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use workbook::exercises::{Checker, Event, Exercises, Verdict};
use workbook::runner::Limits;

/// For a test that hangs; the others need a fraction of it.
const LIMIT: Duration = Duration::from_secs(2);

/// Checks the text as the first exercise; gives all events.
pub async fn check(text: &str) -> Vec<Event> {
    check_with(text, Limits::default(), LIMIT).await
}

pub async fn check_with(
    text: &str,
    limits: Limits,
    limit: Duration,
) -> Vec<Event> {
    let book = book();
    let workbook = PathBuf::from(env!("CARGO_BIN_EXE_workbook"));
    let checker = Checker::prepare_with(workbook, book.path(), limits, |_| {});
    let checker = checker.await.unwrap().with_limit(limit);
    let exercises = Exercises::load(book.path()).unwrap();
    let (sender, mut receiver) = mpsc::channel(100);
    let exercise = &exercises.all[0];
    let checking = checker.check(&exercises, exercise, text, sender);
    let telling = async {
        let mut events = Vec::new();
        while let Some(event) = receiver.recv().await {
            events.push(event);
        }
        events
    };
    let (verdict, events) = tokio::join!(checking, telling);
    assert_eq!(verdict_of(&events), verdict);
    events
}

pub fn verdict_of(events: &[Event]) -> Verdict {
    match events.last() {
        Some(Event::Verdict { verdict, .. }) => *verdict,
        other => panic!("the last event is {other:?}"),
    }
}

/// The message and the output of the test that failed.
#[track_caller]
pub fn failure(events: &[Event], name: &str) -> (String, String) {
    let found = events.iter().find_map(|event| match event {
        Event::TestFailed {
            test,
            message,
            output,
            ..
        } if test == name => Some((message.clone(), output.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{name} has not failed: {events:#?}"))
}

#[tokio::test]
async fn a_solution_is_told_test_by_test() {
    let events = check(&with_code(SOLVED)).await;
    assert_eq!(events[0], Event::Compiling);
    let tests =
        vec!["tests::it_adds".to_owned(), "tests::it_is_small".to_owned()];
    assert_eq!(events[1], Event::Started { tests });
    let place = |wanted: &dyn Fn(&Event) -> bool| {
        events.iter().position(wanted).unwrap()
    };
    let started = place(
        &|event| matches!(event, Event::TestStarted { test } if test.ends_with("adds")),
    );
    let passed = place(
        &|event| matches!(event, Event::TestPassed { test, .. } if test.ends_with("adds")),
    );
    assert!(started < passed);
    assert_eq!(verdict_of(&events), Verdict::Solved);
}

#[tokio::test]
async fn a_failure_has_its_message_its_line_and_its_output() {
    let events = check(&with_code(BROKEN)).await;
    let (message, output) = failure(&events, "tests::it_adds");
    assert_eq!(
        message,
        "assertion `left == right` failed: the sum\n  left: 3\n right: 4"
    );
    assert!(output.starts_with("adding\n"), "{output}");
    assert!(!output.contains("running 1 test"), "{output}");
    let line = events.iter().find_map(|event| match event {
        Event::TestFailed { line, .. } => *line,
        _ => None,
    });
    let text = with_code(BROKEN);
    let asserted = text.lines().nth(line.unwrap() - 1).unwrap();
    assert!(asserted.contains("assert_eq!"), "{asserted}");
    let Some(Event::Verdict {
        passed,
        tests,
        says,
        ..
    }) = events.last()
    else {
        panic!("no verdict");
    };
    assert_eq!((*passed, *tests), (1, 2));
    assert_eq!(says, "1 of 2 tests fails.");
}

#[tokio::test]
async fn what_does_not_compile_is_told_in_rustcs_words() {
    let events = check(&with_code("pub fn sum() -> u32 { \"4\" }\n")).await;
    let has_code = events.iter().any(|event| match event {
        Event::Diagnostic(d) => d.code.as_deref() == Some("E0308"),
        _ => false,
    });
    assert!(has_code, "{events:#?}");
    assert_eq!(verdict_of(&events), Verdict::NotCompiled);
}

#[tokio::test]
async fn a_program_that_just_ends_has_not_passed() {
    let code = "pub fn sum() -> u32 { std::process::exit(0) }\n";
    let events = check(&with_code(code)).await;
    let (message, _) = failure(&events, "tests::it_adds");
    assert!(message.contains("did not come to its end"), "{message}");
    assert_eq!(verdict_of(&events), Verdict::Failed);
}

#[tokio::test]
async fn passing_other_tests_is_not_solving() {
    let text = with_code(BROKEN).replace("sum(), 4", "sum(), 3");
    assert_eq!(verdict_of(&check(&text).await), Verdict::TestsChanged);
    let none = format!("{SOLVED}fn main() {{}}\n");
    assert_eq!(verdict_of(&check(&none).await), Verdict::TestsChanged);
    let more = format!("{}\n// More.\n", with_code(SOLVED));
    assert_eq!(verdict_of(&check(&more).await), Verdict::TestsChanged);
    let blank = format!("{SOLVED}{TESTS}\n\n");
    assert_eq!(verdict_of(&check(&blank).await), Verdict::Solved);
}

#[tokio::test]
async fn one_test_that_hangs_does_not_keep_the_others() {
    let code = "pub fn sum() -> u32 {\n    println!(\"locking\");\n    \
        let lock = std::sync::Mutex::new(4);\n    \
        let _guard = lock.lock().unwrap();\n    \
        *lock.lock().unwrap()\n}\n";
    let start = Instant::now();
    let events = check(&with_code(code)).await;
    assert!(start.elapsed() < 5 * LIMIT, "{:?}", start.elapsed());
    let (message, output) = failure(&events, "tests::it_adds");
    assert!(message.contains("after 2 s"), "{message}");
    assert!(output.contains("locking"), "{output}");
    failure(&events, "tests::it_is_small");
    assert_eq!(verdict_of(&events), Verdict::Failed);
}
