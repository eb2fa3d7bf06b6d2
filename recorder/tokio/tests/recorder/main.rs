//! Small programs, compiled against the recorder as the workbook does, run,
//! and the lines read that they write.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod crates;
mod lines;
mod program;

mod clocks;
mod limits;
mod listings;
mod source;
mod switch;
mod tasks;
mod threads;
mod waits;
mod wakes;
