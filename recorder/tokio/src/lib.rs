//! Stands for tokio in the programs that are recorded: it is tokio, all of
//! it, and it links the probe. Only what makes the end of a task certain,
//! and what gives a wait its name and place, goes through the shim.
#![forbid(unsafe_code)]

pub use real_tokio::*;

mod join_set;
mod root;
pub mod runtime;
pub mod sync;
pub mod task;
pub mod time;
mod watched;

pub use task::spawn;
