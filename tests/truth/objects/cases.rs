//! The waits of all kinds, and what the timeline can't say about some of them.

mod channels;
mod io;
mod locks;
mod processes;
mod references;
mod tasks;

use super::case::WaitCase;

pub fn all_cases() -> impl Iterator<Item = &'static WaitCase> {
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
pub const CASES_WITHOUT_CREATION_LINE: &[&str] = &[
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
pub const CASES_CREATED_WHERE_AWAITED: &[&str] =
    &["process_status", "process_output"];

/// Tokio-util polls the first two futures by hand, and the standard library
/// those behind a reference or a `Box`. Neither says where it was polled from.
pub const CASES_WITHOUT_AWAIT_LINE: &[&str] = &[
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
