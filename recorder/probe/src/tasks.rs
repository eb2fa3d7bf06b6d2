//! Tasks: their spawns, polls and ends.

use crate::busy::work;
use crate::context::{self, Context, Settings};
use crate::places::is_in_tokio;
use crate::record::{Flush, record};
use crate::switch::is_on;
use recorder_events::{Event, SpawnKind, TaskEnd, TaskId};
use std::panic::Location;
use std::task::Poll;

/// The number of a task in the recording, from tokio's.
pub fn task_id(tokio: u64) -> TaskId {
    tokio << 1
}

/// A task was made; the names are those of its scheduler's type and of its
/// future's.
pub fn task_spawned(
    id: u64,
    scheduler: &str,
    future: &str,
    location: &'static Location<'static>,
) {
    work(|busy| {
        // Tokio itself spawns some functions, such as the one that reads a
        // file, for a future that the program awaits.
        let place = if is_in_tokio(location) {
            busy.await_place()
        } else {
            busy.place(location)
        };
        let spawned = task_id(id);
        let kind = spawn_kind(scheduler, future);
        let event = Event::Spawn {
            spawned,
            kind,
            place,
        };
        busy.record(event, Flush::Buffered);
    });
}

fn spawn_kind(scheduler: &str, future: &str) -> SpawnKind {
    let is_blocking = scheduler.contains("BlockingSchedule");
    if is_blocking && future.contains("multi_thread::worker") {
        SpawnKind::Internal
    } else if is_blocking {
        SpawnKind::Blocking
    } else if scheduler.contains("task::local") {
        SpawnKind::Local
    } else {
        SpawnKind::Spawned
    }
}

/// Polls a task.
pub fn poll_task<T>(id: u64, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
    recorded_poll(task_id(id), poll)
}

/// Polls what is a task to the reader.
pub fn recorded_poll<T>(
    polled: TaskId,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    if !is_on() {
        return poll();
    }
    let outer = poll_begins(polled);
    let result = poll();
    poll_ends(polled, result.is_ready(), outer);
    result
}

#[inline(never)]
fn poll_begins(polled: TaskId) -> Settings {
    record(Event::PollBegin { polled }, Flush::Buffered);
    // What the task that polls this one has set is not for this one.
    context::with(Context::take_settings)
}

#[inline(never)]
fn poll_ends(polled: TaskId, is_ready: bool, outer: Settings) {
    context::with(|context| context.restore_settings(outer));
    record(Event::PollEnd { polled, is_ready }, Flush::Buffered);
}

/// The result of a task was stored.
pub fn task_ended(id: u64, how: TaskEnd) {
    let event = Event::TaskEnd {
        ended: task_id(id),
        how,
    };
    record(event, Flush::Buffered);
}

/// Code of the task runs on this thread, for instance while its future is
/// dropped.
pub fn enter_task(id: u64) {
    if is_on() {
        context::enter(Some(task_id(id)));
    }
}

pub fn leave_task() {
    if is_on() {
        context::leave();
    }
}

/// The thread is one of a runtime's: when it has nothing to do, it is parked.
pub fn runtime_thread_begins() {
    context::with(|context| context.is_runtime_thread.set(true));
}

/// While it lives, the task that runs is a worker, so no task to a reader.
pub struct WorkerGuard(());

pub fn enter_worker() -> WorkerGuard {
    context::enter(None);
    record(Event::ThreadIsWorker {}, Flush::Buffered);
    WorkerGuard(())
}

impl Drop for WorkerGuard {
    fn drop(&mut self) {
        context::leave();
    }
}
