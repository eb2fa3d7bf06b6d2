//! Tasks: their spawns, polls and ends.

use crate::context::{self, Context, PollContext};
use crate::places::is_in_tokio;
use crate::record::{Flush, record};
use crate::reentrancy::run_in_probe;
use crate::switch::is_recording;
use recorder_events::{Event, SpawnKind, TaskEnd, TaskId};
use std::panic::Location;
use std::task::Poll;

/// The number of a task in the recording, from tokio's.
pub fn task_id(tokio_id: u64) -> TaskId {
    tokio_id << 1
}

/// A task was made; the names are those of its scheduler's type and of its
/// future's.
pub fn record_spawn(
    id: u64,
    scheduler_type: &str,
    future_type: &str,
    location: &'static Location<'static>,
) {
    run_in_probe(|in_probe| {
        // Tokio itself spawns some functions, such as the one that reads a
        // file, for a future that the program awaits.
        let place = if is_in_tokio(location) {
            in_probe.await_place_number()
        } else {
            in_probe.place_number(location)
        };
        let spawned = task_id(id);
        let kind = spawn_kind(scheduler_type, future_type);
        let event = Event::Spawn {
            spawned,
            kind,
            place,
        };
        in_probe.record(event, Flush::Buffered);
    });
}

fn spawn_kind(scheduler_type: &str, future_type: &str) -> SpawnKind {
    let is_blocking = scheduler_type.contains("BlockingSchedule");
    if is_blocking && future_type.contains("multi_thread::worker") {
        SpawnKind::Internal
    } else if is_blocking {
        SpawnKind::Blocking
    } else if scheduler_type.contains("task::local") {
        SpawnKind::Local
    } else {
        SpawnKind::Spawned
    }
}

/// Polls a task.
pub fn poll_task<T>(id: u64, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
    record_poll(task_id(id), poll)
}

/// Polls what is a task to the reader.
pub fn record_poll<T>(
    polled: TaskId,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    if !is_recording() {
        return poll();
    }
    let outer = record_poll_begin(polled);
    let result = poll();
    record_poll_end(polled, result.is_ready(), outer);
    result
}

#[inline(never)]
fn record_poll_begin(polled: TaskId) -> PollContext {
    record(Event::PollBegin { polled }, Flush::Buffered);
    // What the task that polls this one has set is not for this one.
    context::with(Context::take_poll_context)
}

#[inline(never)]
fn record_poll_end(polled: TaskId, is_ready: bool, outer: PollContext) {
    context::with(|context| context.restore_poll_context(outer));
    record(Event::PollEnd { polled, is_ready }, Flush::Buffered);
}

/// The result of a task was stored.
pub fn record_task_end(id: u64, how: TaskEnd) {
    let event = Event::TaskEnd {
        ended: task_id(id),
        how,
    };
    record(event, Flush::Buffered);
}

/// Code of the task runs on this thread, for instance while its future is
/// dropped.
pub fn enter_task(id: u64) {
    if is_recording() {
        context::push_task(Some(task_id(id)));
    }
}

pub fn leave_task() {
    if is_recording() {
        context::pop_task();
    }
}

/// The thread is one of a runtime's: when it has nothing to do, it is parked.
pub fn mark_runtime_thread() {
    context::with(|context| context.is_runtime_thread.set(true));
}

/// While it lives, the task that runs is a worker, so no task to a reader.
pub struct WorkerGuard(());

pub fn hide_worker_task() -> WorkerGuard {
    context::push_task(None);
    record(Event::ThreadIsWorker {}, Flush::Buffered);
    WorkerGuard(())
}

impl Drop for WorkerGuard {
    fn drop(&mut self) {
        context::pop_task();
    }
}
