//! `watch`, with its input and its output in pipes.

use crate::common::Book;
use crate::{
    FIRST_EXERCISE_FILE, SOLVED_SOURCE, append_tests,
    create_book_with_exercises,
};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(60);

struct WatchProcess {
    child: Child,
    stdin: ChildStdin,
    line_rx: Receiver<String>,
}

impl WatchProcess {
    fn start(book: &Book) -> WatchProcess {
        let mut child = book
            .workbook_command()
            .arg("watch")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let stdout = child.stdout.take().unwrap();
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        WatchProcess {
            child,
            stdin: input,
            line_rx: lines,
        }
    }

    fn send_line(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").unwrap();
    }

    /// Waits for a line that has this.
    #[track_caller]
    fn wait_for(&self, line_part: &str) -> String {
        self.wait_for_any(&[line_part])
    }

    /// Waits for a line that has one of these.
    #[track_caller]
    fn wait_for_any(&self, line_parts: &[&str]) -> String {
        let mut received = Vec::new();
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let remaining = deadline.saturating_duration_since(Instant::now());
            match self.line_rx.recv_timeout(remaining) {
                Ok(line)
                    if line_parts.iter().any(|part| line.contains(part)) =>
                {
                    return line;
                }
                Ok(line) => received.push(line),
                Err(_) => panic!("none of {line_parts:?} in {received:#?}"),
            }
        }
    }

    #[track_caller]
    fn close_stdin_and_assert_exit(mut self) {
        drop(self.stdin);
        let deadline = Instant::now() + TIMEOUT;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        panic!("it does not end");
    }
}

#[test]
fn a_save_is_checked_and_the_next_exercise_follows() {
    let book = create_book_with_exercises();
    let mut watch = WatchProcess::start(&book);
    watch.wait_for("Welcome.");
    watch.wait_for("FAIL  it_adds");
    watch.wait_for("] 0/2");
    watch.wait_for("Enter: check again");
    book.write(FIRST_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    watch.wait_for("Solved: all 2 tests pass.");
    watch.wait_for("] 1/2");
    watch.wait_for("Enter: check again");
    watch.send_line("n");
    let line = watch.wait_for("checking `");
    assert!(line.contains("second_sum.rs"), "{line}");
    watch.wait_for("Enter: check again");
    watch.send_line("q");
    watch.close_stdin_and_assert_exit();
}

#[test]
fn letter_commands_print_hints_and_the_list() {
    let book = create_book_with_exercises();
    let mut watch = WatchProcess::start(&book);
    watch.wait_for("Enter: check again");
    watch.send_line("h");
    watch.wait_for("Hint 1 of 2");
    watch.send_line("h");
    watch.wait_for("Hint 2 of 2");
    watch.wait_for("It is 4.");
    watch.send_line("l");
    watch.wait_for("open    second_sum");
    watch.wait_for("the current exercise is `first_sum`");
    watch.send_line("r");
    watch.wait_for("Put `");
    watch.send_line("no");
    watch.wait_for("nothing was changed");
    watch.send_line("x");
    watch.wait_for("there is no command `x`");
    watch.send_line("");
    watch.wait_for("FAIL  it_adds");
    // The end of its input ends it too.
    watch.close_stdin_and_assert_exit();
}

#[test]
fn a_save_during_a_check_starts_another() {
    let book = create_book_with_exercises();
    let forever = "pub fn total() -> u32 {\n    \
        loop { std::thread::park(); }\n}\n";
    book.write(FIRST_EXERCISE_FILE, &append_tests(forever));
    let mut watch = WatchProcess::start(&book);
    watch.wait_for("checking `");
    thread::sleep(Duration::from_secs(1));
    book.write(FIRST_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    // The first check would have ended with a failure.
    let line = watch.wait_for_any(&["Solved: all 2 tests pass.", "FAIL"]);
    assert!(line.contains("Solved"), "{line}");
    watch.send_line("q");
    watch.close_stdin_and_assert_exit();
}

#[test]
fn watch_survives_a_file_that_is_missing_or_not_text_for_a_moment() {
    let book = create_book_with_exercises();
    let file = book.path().join(FIRST_EXERCISE_FILE);
    let mut watch = WatchProcess::start(&book);
    watch.wait_for("Enter: check again");
    std::fs::remove_file(&file).unwrap();
    watch.wait_for("`first_sum` cannot be read");
    std::fs::write(&file, b"\xff\xfe").unwrap();
    watch.wait_for("`first_sum` cannot be read");
    // A save by rename.
    let part = file.with_extension("rs.part");
    std::fs::write(&part, append_tests(SOLVED_SOURCE)).unwrap();
    std::fs::rename(&part, &file).unwrap();
    watch.wait_for("Solved: all 2 tests pass.");
    watch.wait_for("Enter: check again");
    watch.send_line("q");
    watch.close_stdin_and_assert_exit();
}

#[test]
fn files_that_are_no_exercise_start_no_check() {
    let book = create_book_with_exercises();
    let mut watch = WatchProcess::start(&book);
    watch.wait_for("Enter: check again");
    let folder = "exercises/exercises/ch01_waiting";
    for name in [
        ".first_sum.rs.swp",
        "first_sum.rs~",
        ".#first_sum.rs",
        "4913",
    ] {
        book.write(&format!("{folder}/{name}"), "x");
    }
    thread::sleep(Duration::from_millis(300));
    // Only the command leads to another line.
    watch.send_line("l");
    let line = watch.wait_for_any(&["checking `", "the current exercise is"]);
    assert!(line.contains("the current exercise"), "{line}");
    watch.send_line("q");
    watch.close_stdin_and_assert_exit();
}
