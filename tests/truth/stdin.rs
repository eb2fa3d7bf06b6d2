//! Waits for the standard input. Tokio reads it on a thread for blocking work.

use book_tests::recorded_program::{RawRecording, RecordedProgram};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use timeline::{TaskKind, Timeline, TimelineBuilder, WakeKind};

/// `join!` polls the read before it prints, so the task waits by then.
const STDIN_PROGRAM: &str = r#"
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, stdin};
use tokio::join;
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (mut input, mut line) = (BufReader::new(stdin()), String::new());
    let (count, ()) = join!(input.read_line(&mut line), print("reads a line"));
    assert_eq!((count.unwrap(), &*line), (5, "line\n"));
    let (count, ()) = join!(input.read_to_string(&mut line), print("reads the rest"));
    assert_eq!((count.unwrap(), &*line), (4, "line\nrest"));
}
async fn print(message: &str) {
    println!("{message}");
}
"#;

#[test]
fn a_task_waits_for_the_thread_that_reads_the_standard_input() {
    let timeline = record_with_input(&[
        ("reads a line", "line\n"),
        ("reads the rest", "rest"),
    ]);
    let waits = timeline.waits.iter().map(|wait| {
        let kind = wait.cause.map(|cause| cause.kind);
        (&*wait.target_kind, wait.line, kind)
    });
    let mut waits: Vec<_> = waits.collect();
    // The end of the input comes at once, so whether the task waits for it,
    // too, is chance.
    waits.dedup();
    let by_end = Some(WakeKind::End);
    assert_eq!(waits, [7, 9].map(|line| ("task", Some(line), by_end)));
    let tasks = timeline.tasks.iter().skip(1);
    let reads: Vec<_> = tasks.map(|task| (task.kind, task.line)).collect();
    assert_eq!(
        reads,
        [7, 9, 9].map(|line| (TaskKind::Blocking, Some(line)))
    );
}

/// Runs the program with a pipe as its input, and writes each text when the
/// program has printed the message before it.
fn record_with_input(texts: &[(&str, &str)]) -> Timeline {
    let program = RecordedProgram::compile("program", STDIN_PROGRAM).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut child = program
        .recording_command(file.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut printed = BufReader::new(child.stdout.take().unwrap()).lines();
    for (message, text) in texts {
        assert_eq!(printed.next().unwrap().unwrap(), *message);
        input.write_all(text.as_bytes()).unwrap();
    }
    drop(input);
    assert!(child.wait().unwrap().success());
    let mut builder = TimelineBuilder::new("program.rs");
    builder.push(RawRecording::read(file.path()).unwrap().bytes());
    builder.to_timeline(0.0)
}
