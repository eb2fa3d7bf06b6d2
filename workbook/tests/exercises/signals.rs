//! Signals that end `check`, `watch` and `record`, as they end the server.

use crate::common::{Book, TIMEOUT};
use crate::{FIRST_EXERCISE_FILE, append_tests, create_book_with_exercises};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a signal may take to end the workbook.
const MAX_SHUTDOWN_TIME: Duration = Duration::from_secs(3);
const POLL_INTERVAL: Duration = Duration::from_millis(10);
const ENDLESS_SOURCE: &str =
    "pub fn total() -> u32 {\n    loop { std::thread::park(); }\n}\n";

fn book_with_endless_test() -> Book {
    let book = create_book_with_exercises();
    book.write(FIRST_EXERCISE_FILE, &append_tests(ENDLESS_SOURCE));
    book
}

fn book_with_endless_listing() -> Book {
    let book = Book::with_workspace();
    book.write(
        "listings/ch01-waiting/two_waits.rs",
        "//! Two waits.\nfn main() { loop { std::thread::park(); } }\n",
    );
    book
}

/// Whether a folder of this kind is among the temporary files of a workbook.
fn has_scratch_folder(temporary: &Path, prefix: &str) -> bool {
    let entries =
        |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    entries(temporary)
        .flat_map(|workbook| entries(&workbook.path()))
        .any(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
}

#[track_caller]
fn wait_for_exit(child: &mut Child, limit: Duration) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > limit {
            let _ = child.kill();
            panic!("it did not end within {limit:?}");
        }
        sleep(POLL_INTERVAL);
    }
}

/// Sends each signal while a folder of this kind exists, in which the program
/// runs.
#[track_caller]
fn assert_signals_end_command(
    book: &Book,
    arguments: &[&str],
    folder_prefix: &str,
    exit_code: i32,
) {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let temporary = tempfile::tempdir().unwrap();
        let mut child = book
            .workbook_command()
            .args(arguments)
            .env("TMPDIR", temporary.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !has_scratch_folder(temporary.path(), folder_prefix) {
            assert!(start.elapsed() < 3 * TIMEOUT, "nothing runs");
            sleep(POLL_INTERVAL);
        }
        let pid = child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.unwrap().success());
        let status = wait_for_exit(&mut child, MAX_SHUTDOWN_TIME);
        assert_eq!(status.code(), Some(exit_code), "{signal}: {status}");
        let left = fs::read_dir(temporary.path()).unwrap().count();
        assert_eq!(left, 0, "{signal}");
    }
}

#[test]
fn each_ending_signal_ends_a_check_and_removes_its_folder() {
    let book = book_with_endless_test();
    assert_signals_end_command(&book, &["check", "first_sum"], "test-", 1);
}

#[test]
fn each_ending_signal_ends_watch_and_removes_its_folder() {
    assert_signals_end_command(
        &book_with_endless_test(),
        &["watch"],
        "test-",
        0,
    );
}

#[test]
fn each_ending_signal_ends_record_and_removes_its_folder() {
    let book = book_with_endless_listing();
    assert_signals_end_command(&book, &["record", "two_waits"], "run-", 1);
    let recording =
        book.path().join("listings/ch01-waiting/two_waits.run.json");
    assert!(!recording.exists());
}
