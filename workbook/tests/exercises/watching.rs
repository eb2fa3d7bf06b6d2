//! `watch`, with its input and its output in pipes.

use crate::common::Book;
use crate::{FIRST, SOLVED, book, with_code};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

struct Watch {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Watch {
    fn of(book: &Book) -> Watch {
        let mut child = book
            .workbook()
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
        Watch {
            child,
            input,
            lines,
        }
    }

    fn types(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    /// Waits for a line that has this.
    #[track_caller]
    fn says(&self, part: &str) -> String {
        let mut heard = Vec::new();
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) if line.contains(part) => return line,
                Ok(line) => heard.push(line),
                Err(_) => panic!("no `{part}` in {heard:#?}"),
            }
        }
    }

    #[track_caller]
    fn ends(mut self) {
        drop(self.input);
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
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
    let book = book();
    let mut watch = Watch::of(&book);
    watch.says("Welcome.");
    watch.says("FAIL  it_adds");
    watch.says("] 0/2");
    watch.says("Enter: check again");
    book.write(FIRST, &with_code(SOLVED));
    watch.says("Solved: all 2 tests pass.");
    watch.says("] 1/2");
    watch.says("Enter: check again");
    watch.types("n");
    let line = watch.says("checking `");
    assert!(line.contains("second_sum.rs"), "{line}");
    watch.says("Enter: check again");
    watch.types("q");
    watch.ends();
}

#[test]
fn letters_ask_for_help() {
    let book = book();
    let mut watch = Watch::of(&book);
    watch.says("Enter: check again");
    watch.types("h");
    watch.says("Hint 1 of 2");
    watch.types("h");
    watch.says("Hint 2 of 2");
    watch.says("It is 4.");
    watch.types("l");
    watch.says("open    second_sum");
    watch.says("you are at `first_sum`");
    watch.types("r");
    watch.says("Put `");
    watch.types("no");
    watch.says("nothing was changed");
    watch.types("x");
    watch.says("there is no `x`");
    watch.types("");
    watch.says("FAIL  it_adds");
    // The end of its input ends it too.
    watch.ends();
}

#[test]
fn a_save_during_a_check_starts_another() {
    let book = book();
    let forever = "pub fn sum() -> u32 {\n    \
        loop { std::thread::park(); }\n}\n";
    book.write(FIRST, &with_code(forever));
    let start = Instant::now();
    let mut watch = Watch::of(&book);
    watch.says("checking `");
    thread::sleep(Duration::from_secs(1));
    book.write(FIRST, &with_code(SOLVED));
    watch.says("Solved: all 2 tests pass.");
    // The first would have taken 10 s.
    assert!(start.elapsed() < Duration::from_secs(9));
    watch.types("q");
    watch.ends();
}
