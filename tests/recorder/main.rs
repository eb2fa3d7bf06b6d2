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
fn compile(text: &str) -> RecordedProgram {
    RecordedProgram::compile("main", text).unwrap()
}

#[track_caller]
fn record(text: &str) -> RecordedRun {
    compile(text).record(&[]).unwrap()
}
