//! The runner, end to end: real programs, compiled and run as for a reader.

mod compiling;
mod driver;
mod formatting;
mod limits;
mod preparing;
#[cfg(target_os = "linux")]
mod process_tree;
mod queueing;
#[cfg(target_os = "linux")]
mod recorded;
mod refused;
mod streaming;
