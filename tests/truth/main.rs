//! What a timeline says about a program, against what the program does: what
//! each wait was for, where it was, and what ended it.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod causes;
mod drops;
mod objects;
mod random;
mod real_time;
mod several_waits;
mod stdin;

use book_tests::recorded_program::RecordedProgram;
use timeline::{Timeline, Wake};

#[track_caller]
fn record_timeline(source: &str) -> Timeline {
    let program = RecordedProgram::compile("program", source).unwrap();
    let run = program.record(&[]).unwrap();
    assert!(run.output.status.success(), "{:?}", run.output);
    run.timeline()
}

fn wakes_of(timeline: &Timeline, task: usize) -> Vec<&Wake> {
    timeline.wakes.iter().filter(|w| w.task == task).collect()
}
