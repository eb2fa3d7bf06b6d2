//! The probe: it sits in a learner's program and tells what its tasks and
//! threads do, one JSON object a line (`recorder/README.md` has the format).
//!
//! It begins before `main`, and only if `WORKBOOK_TIMELINE` names a pipe or a
//! file. Otherwise, and on systems other than Linux, it does nothing at all.
#![cfg_attr(
    not(all(target_os = "linux", target_env = "gnu")),
    forbid(unsafe_code)
)]

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod recorder {
    mod busy;
    mod clock;
    mod fields;
    mod fork;
    mod here;
    mod ids;
    mod interpose;
    mod line;
    mod listener;
    mod panic;
    mod record;
    mod resources;
    mod sink;
    mod start;
    mod tasks;
    mod threads;
    pub mod watch;
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub use recorder::watch;

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub mod watch;
