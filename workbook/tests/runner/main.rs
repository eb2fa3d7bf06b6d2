//! The runner, end to end: real programs, compiled and run as for a reader.

mod compiling;
mod driver;
#[cfg(target_os = "linux")]
mod family;
mod limits;
mod queueing;
#[cfg(target_os = "linux")]
mod recorded;
mod refused;
mod streaming;
