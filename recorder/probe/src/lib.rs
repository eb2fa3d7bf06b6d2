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
mod reentrancy;
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
pub use channels::{
    ChannelGuard, current_channel_or, enter_channel, record_lag,
};
pub use channels::{
    record_queue_pop, record_queue_push, record_receive, record_send,
};
pub use clock::{enter_paused_start, record_new_clock};
pub use clock::{
    record_clock_advance, record_clock_pause, record_clock_resume,
};
pub use notified::{
    NotifiedTarget, WithTarget, poll_notified, record_notified_drop,
};
pub use notified::{SignalPollGuard, enter_signal_poll};
pub use notified::{
    set_next_notified_target, set_next_notified_target_at,
    take_next_notified_target,
};
pub use objects::{
    OriginGuard, enter_creation, micros_if_recording, register_object,
    register_object_at, register_semaphore,
};
pub use objects::{
    forget_object_at, object_number_at, record_permits, strip_permits_flag,
};
pub use places::{
    AwaitPlaceGuard, enter_await_place, enter_combinator_place,
    init_tokio_folder,
};
pub use recorder_events::{
    Cause, DeferralReason, ObjectKind, Operation, TaskEnd,
};
pub use roots::{HiddenRootGuard, RootTask, hide_next_root, record_root_wake};
pub use scope::defer;
pub use sockets::{
    IoCreationGuard, enter_io_creation, record_command, record_io_object,
};
pub use sockets::{
    record_connecting, record_socket_address, reserve_object_number,
};
pub use switch::is_recording;
pub use tasks::hide_worker_task;
pub use tasks::{WorkerGuard, enter_task, leave_task, poll_task};
pub use tasks::{mark_runtime_thread, record_spawn, record_task_end};
pub use timers::register_timer;
pub use timers::{
    enter_interval, enter_timer_start, poll_timer, prepare_timer_reset,
};
pub use timers::{
    forget_timer, record_timer_fired, record_timer_reset, store_timer_origin,
};
pub use waits::{
    ProcessPollGuard, enter_process_poll, set_next_wait_operation,
};
pub use waits::{
    end_dropped_join, end_dropped_sender, end_dropped_wait, poll, poll_close,
    poll_io, poll_join,
};
pub use waits::{
    poll_join_set, poll_pipe, poll_receive, take_next_wait_operation,
};
pub use wakes::{
    TokioTaskState, enter_local_wake_cause, enter_weak_wake_cause,
    read_wake_target, record_tokio_wake,
};
pub use wakes::{
    WakeCauseGuard, enter_join_wake_cause, enter_wake_cause, record_abort,
    record_deferral,
};
