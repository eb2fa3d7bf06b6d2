//! The probe: it sits in a recorded program and writes down what its tasks
//! and threads do, as the events of the crate `recorder-events`.
//!
//! It begins before `main`, and only if `WORKBOOK_TIMELINE` names a pipe or a
//! file. Otherwise every function here returns at once.
//!
//! | question | where |
//! |---|---|
//! | what does the copy of tokio call? | `tasks`, `wakes`, `waits`, `notified`, `objects`, `channels`, `timers`, `sockets`, `places`, `clock` |
//! | what does the C library's place in the program see? | `interpose` |
//! | what does a thread know of itself? | `context` |
//! | how do events reach the reader? | `record`, `sink`, `flusher` |
//!
//! Tokio is compiled without optimisations, and so would be every function
//! here that is generic or inlined. So what tokio calls often is a small
//! generic function around others that are `#[inline(never)]`.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod address_map;
mod awaited;
mod busy;
mod channels;
mod clock;
mod context;
mod flusher;
mod fork;
mod interpose;
mod machine_clock;
mod notified;
mod objects;
mod panic;
mod places;
mod record;
mod roots;
mod scope;
mod sink;
mod sockets;
mod start;
mod switch;
mod tasks;
mod threads;
mod timers;
mod waits;
mod wakes;

pub use awaited::{RecordedCombinator, RecordedFuture, WithoutAwaitPlace};
pub use channels::{ChannelGuard, channel_or, enter_channel, record_lag};
pub use channels::{record_pop, record_push, record_receive, record_send};
pub use clock::{clock_advanced, clock_paused, clock_resumed};
pub use clock::{clock_made, clock_starts_paused};
pub use notified::{
    NotifiedTarget, WithTarget, notified_dropped, poll_notified,
};
pub use notified::{SignalGuard, poll_signal};
pub use notified::{set_next_target, set_next_target_at, take_target};
pub use objects::{
    OriginGuard, enter_making, micros, object_made, object_made_at,
    semaphore_made,
};
pub use objects::{object_at, object_dropped, record_permits, without_flag};
pub use places::{PlaceGuard, awaited_at, combined_at, runtime_file};
pub use recorder_events::{
    Cause, DeferralReason, ObjectKind, Operation, TaskEnd,
};
pub use roots::{HiddenRootGuard, Root, hide_root, root_woken};
pub use scope::at_end;
pub use sockets::{MadeGuard, io_registered, made_at, run_command};
pub use sockets::{next_object, record_connecting, socket_named};
pub use switch::is_on as on;
pub use tasks::enter_worker;
pub use tasks::{WorkerGuard, enter_task, leave_task, poll_task};
pub use tasks::{runtime_thread_begins, task_ended, task_spawned};
pub use timers::timer_started;
pub use timers::{enter_interval, poll_timer, resetting_timer, starting_timer};
pub use timers::{timer_dropped, timer_fired, timer_made, timer_reset};
pub use waits::{ProcessGuard, poll_process, set_next_operation};
pub use waits::{join_dropped, poll, poll_io, poll_join, wait_dropped};
pub use waits::{poll_close, poll_pipe, poll_receive, poll_set};
pub use waits::{sender_dropped, take_operation};
pub use wakes::{CauseGuard, cause, join_wakes, record_abort, record_deferral};
pub use wakes::{
    TokioTask, local_task_woken, record_tokio_wake, wake_target, weak_cause,
};
