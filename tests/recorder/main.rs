//! What a recorded program writes, and that recording changes nothing that
//! the program could notice.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod ecosystem;
mod limits;
mod switch;
mod terminal;
mod threads;

use book_tests::recorded_program::{RecordedProgram, RecordedRun};

#[track_caller]
fn compile(source: &str) -> RecordedProgram {
    RecordedProgram::compile("main", source).unwrap()
}

#[track_caller]
fn record(source: &str) -> RecordedRun {
    compile(source).record(&[]).unwrap()
}
