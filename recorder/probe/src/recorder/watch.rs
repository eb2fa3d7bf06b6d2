//! What the shim knows better than tokio tells.

use super::record::{Speed, tell};
use super::{clock, here, record, tasks};
use std::cell::Cell;
use std::panic::Location;
use std::time::Duration;

// Neither has a destructor, so both are there until the thread is gone.
thread_local! {
    static SPAWNING: Cell<bool> = const { Cell::new(false) };
    static MAKING: Cell<Option<Made>> = const { Cell::new(None) };
}

/// What a resource is, where tokio's own name for it says less.
#[derive(Clone, Copy)]
pub struct Made {
    pub what: &'static str,
    /// How long a timer waits, or from one tick to the next.
    pub time: Option<Duration>,
    /// Where it was made.
    pub place: &'static Location<'static>,
}

/// Says that the shim will tell the end of the task spawned next, as long as
/// what it returns lives.
pub fn spawning() -> impl Drop {
    SPAWNING.set(true);
    Announced(|| SPAWNING.set(false))
}

/// Says what the resource made next is, as long as what it returns lives.
#[track_caller]
pub fn making(what: &'static str, time: Option<Duration>) -> impl Drop {
    let place = Location::caller();
    MAKING.set(Some(Made { what, time, place }));
    Announced(|| MAKING.set(None))
}

/// The future or function of the current task is being dropped.
pub fn finished(done: bool, panicked: bool) {
    if !record::is_on() {
        return;
    }
    clock::look();
    if let Some(task) = here::task() {
        tell("finish", Speed::Soon, |line| {
            line.number("task", task);
            line.flag("done", done).flag("panicked", panicked);
        });
    }
}

/// The current task gives way to others.
pub fn yielding() {
    if let Some(task) = here::task() {
        tell("yield", Speed::Soon, |line| {
            line.number("task", task);
        });
    }
}

/// The task that is being polled here, if this run is recorded.
pub fn current_task() -> Option<u32> {
    here::task().filter(|_| record::is_on())
}

/// A waker of a task was used that tokio itself does not tell of.
pub fn woken(task: u32, op: &str) {
    if record::is_on() {
        clock::look();
        tasks::woken(task, op);
    }
}

/// Whether the shim watches this task; it is asked once for each.
pub(super) fn is_spawning() -> bool {
    SPAWNING.replace(false)
}

/// What this resource is; it is asked once for each.
pub(super) fn made() -> Option<Made> {
    MAKING.take()
}

struct Announced(fn());

impl Drop for Announced {
    fn drop(&mut self) {
        (self.0)();
    }
}
