//! Runs the listings for the page: compiled against crates that were built
//! once, watched, stopped when asked to, and with nothing left behind.
//!
//! In: a job (a program's text and its listing's name). Out: the events of
//! its run, the last of which says how it ended.
//!
//! | step | where |
//! |---|---|
//! | runs are started and stopped | `runner`, `run`, `shared` |
//! | cargo builds the chapters in the background | `build_plan`, `prepare`, `prepare_state` |
//! | a run waits until it may start | `queue` |
//! | an edited listing is compiled, or found again | `run/build`, `build_cache` |
//! | its program runs below a supervisor | `program`, crate `supervise` |
//! | and is watched | `limits`, crate `supervise` |
//! | what it prints goes to the reader | `output`, `event` |
//! | and its timeline | `recorder`, `instrumented_crates`, `recorder_pipe` |

mod build_cache;
mod build_input;
mod build_plan;
mod chapter_build;
mod event;
mod event_sink;
mod exit;
mod instrumented_crates;
mod limits;
mod output;
mod prepare;
mod prepare_state;
mod program;
mod queue;
mod recorder;
mod recorder_pipe;
pub mod recording;
mod run;
mod runner;
mod shared;
mod single_flight;
pub mod versions;

pub use build_plan::OpenPage;
pub use event::{EndKind, Job, RunEvent, RunnerState, Stream};
pub use instrumented_crates::InstrumentedCrates;
pub use limits::{BackgroundLimits, Limits};
pub use recorder::{CAN_RECORD, build_for_exercises};
pub use recorder_pipe::{Pipe as RecorderPipe, RecordedSource, read_timeline};
pub use runner::Runner;
