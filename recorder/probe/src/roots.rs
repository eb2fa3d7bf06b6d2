//! Roots: the futures that `block_on` runs, such as the body of `main`.

use crate::busy::work;
use crate::context;
use crate::record::Flush;
use crate::scope::at_end;
use crate::switch::is_on;
use crate::tasks::recorded_poll;
use crate::wakes::record_wake;
use recorder_events::{Event, SpawnKind, TaskEnd, TaskId, WakeState};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

static LAST_ROOT: AtomicU64 = AtomicU64::new(0);
/// The roots that run, by what their wakers point to.
static RUNNING_ROOTS: Mutex<Vec<(usize, TaskId)>> = Mutex::new(Vec::new());

/// A future that `block_on` runs, until it is dropped.
pub struct Root {
    id: Option<TaskId>,
    waker: usize,
}

impl Root {
    /// `source_file` is the one of tokio's that calls.
    pub fn begin(waker: usize, source_file: &'static str) -> Root {
        crate::places::runtime_file(source_file);
        let is_hidden =
            context::with(|context| context.is_root_hidden.replace(false));
        if is_hidden || !is_on() {
            return Root { id: None, waker };
        }
        let id = LAST_ROOT.fetch_add(1, Relaxed) << 1 | 1;
        context::with(|context| {
            context
                .running_root_count
                .set(context.running_root_count.get() + 1)
        });
        work(|busy| {
            lock_running_roots().push((waker, id));
            let event = Event::Spawn {
                spawned: id,
                kind: SpawnKind::Root,
                place: None,
            };
            busy.record(event, Flush::Buffered);
        });
        let id = Some(id);
        Root { id, waker }
    }

    pub fn poll<T>(&self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        let Some(id) = self.id else { return poll() };
        context::enter(Some(id));
        let _leave_guard = at_end(context::leave);
        recorded_poll(id, poll)
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let Some(ended) = self.id else { return };
        context::with(|context| {
            context
                .running_root_count
                .set(context.running_root_count.get().saturating_sub(1));
        });
        work(|busy| {
            lock_running_roots().retain(|root| *root != (self.waker, ended));
            let outcome = if std::thread::panicking() {
                TaskEnd::Panicked
            } else {
                TaskEnd::Returned
            };
            busy.record(
                Event::TaskEnd {
                    ended,
                    how: outcome,
                },
                Flush::Buffered,
            );
        });
    }
}

/// A waker that points there was used.
pub fn root_woken(waker: usize) {
    work(|busy| {
        let roots = lock_running_roots();
        // The one that began last is polled; its waker wakes the thread.
        let root = roots.iter().rev().find(|root| root.0 == waker);
        let woken = root.map(|root| root.1);
        drop(roots);
        if let Some(woken) = woken {
            record_wake(busy, woken, WakeState::Unknown);
        }
    });
}

/// While it lives, the root that begins next is no task to a reader.
pub struct HiddenRootGuard(());

pub fn hide_root() -> HiddenRootGuard {
    context::with(|context| context.is_root_hidden.set(true));
    HiddenRootGuard(())
}

impl Drop for HiddenRootGuard {
    fn drop(&mut self) {
        context::with(|context| context.is_root_hidden.set(false));
    }
}

fn lock_running_roots() -> MutexGuard<'static, Vec<(usize, TaskId)>> {
    RUNNING_ROOTS.lock().unwrap_or_else(PoisonError::into_inner)
}
