//! The waits of all kinds, and what the timeline can't say about some of them.

mod channels;
mod io;
mod locks;
mod processes;
mod references;
mod tasks;

use super::case::Case;

pub fn all_cases() -> impl Iterator<Item = &'static Case> {
    [
        channels::CASES,
        locks::CASES,
        tasks::CASES,
        io::CASES,
        processes::CASES,
        references::CASES,
    ]
    .into_iter()
    .flatten()
}

/// Their objects have no room for the line where they were made.
pub const MADE_UNKNOWN: &[&str] = &[
    "mapped_channel",
    "notify_one",
    "notify_waiters",
    "const_mutex",
    "join_set",
    "join_next_with_id",
    "join_all",
    "task_tracker",
    "cancellation_token",
    "set_once",
    "accept",
    "signal",
    "ctrl_c",
    "pinned_signal",
    "dynamic_signal",
];

/// What is made where it is awaited has one line.
pub const MADE_WHERE_IT_WAITS: &[&str] = &["process_status", "process_output"];

/// Tokio-util polls the first two futures by hand, and the standard library
/// those behind a reference or a `Box`. Neither says where it was polled from.
pub const WAITS_UNKNOWN: &[&str] = &[
    "task_tracker",
    "cancellation_token",
    "referenced_receive",
    "referenced_task",
    "referenced_oneshot",
    "pinned_sleep",
    "boxed_sleep",
    "boxed_lock",
    "dynamic_receive",
    "dynamic_task",
    "dynamic_timeout",
    "dynamic_signal",
];
