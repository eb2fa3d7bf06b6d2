//! Roots: the futures that `block_on` runs, such as the body of `main`.

use crate::context;
use crate::record::Flush;
use crate::reentrancy::run_in_probe;
use crate::scope::defer;
use crate::switch::is_recording;
use crate::tasks::record_poll;
use crate::wakes::record_wake;
use recorder_events::{Event, SpawnKind, TaskEnd, TaskId, WakeState};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

static ROOT_COUNT: AtomicU64 = AtomicU64::new(0);
/// The roots that run, by what their wakers point to.
static RUNNING_ROOTS: Mutex<Vec<(usize, TaskId)>> = Mutex::new(Vec::new());

/// A future that `block_on` runs, until it is dropped.
pub struct RootTask {
    id: Option<TaskId>,
    waker_address: usize,
}

impl RootTask {
    /// `source_file` is the one of tokio's that calls.
    pub fn begin(waker_address: usize, source_file: &'static str) -> RootTask {
        crate::places::init_tokio_folder(source_file);
        let is_hidden =
            context::with(|context| context.is_next_root_hidden.replace(false));
        if is_hidden || !is_recording() {
            return RootTask {
                id: None,
                waker_address,
            };
        }
        let id = ROOT_COUNT.fetch_add(1, Relaxed) << 1 | 1;
        context::with(|context| {
            context
                .running_root_count
                .set(context.running_root_count.get() + 1)
        });
        run_in_probe(|in_probe| {
            lock_running_roots().push((waker_address, id));
            let event = Event::Spawn {
                spawned: id,
                kind: SpawnKind::Root,
                place: None,
            };
            in_probe.record(event, Flush::Buffered);
        });
        let id = Some(id);
        RootTask { id, waker_address }
    }

    pub fn poll<T>(&self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        let Some(id) = self.id else { return poll() };
        context::push_task(Some(id));
        let _leave_guard = defer(context::pop_task);
        record_poll(id, poll)
    }
}

impl Drop for RootTask {
    fn drop(&mut self) {
        let Some(ended) = self.id else { return };
        context::with(|context| {
            context
                .running_root_count
                .set(context.running_root_count.get().saturating_sub(1));
        });
        run_in_probe(|in_probe| {
            lock_running_roots()
                .retain(|root| *root != (self.waker_address, ended));
            let outcome = if std::thread::panicking() {
                TaskEnd::Panicked
            } else {
                TaskEnd::Returned
            };
            in_probe.record(
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
pub fn record_root_wake(waker_address: usize) {
    run_in_probe(|in_probe| {
        let roots = lock_running_roots();
        // The one that began last is polled; its waker wakes the thread.
        let root = roots.iter().rev().find(|root| root.0 == waker_address);
        let woken = root.map(|root| root.1);
        drop(roots);
        if let Some(woken) = woken {
            record_wake(in_probe, woken, WakeState::Unknown);
        }
    });
}

/// While it lives, the root that begins next is no task to a reader.
pub struct HiddenRootGuard(());

pub fn hide_next_root() -> HiddenRootGuard {
    context::with(|context| context.is_next_root_hidden.set(true));
    HiddenRootGuard(())
}

impl Drop for HiddenRootGuard {
    fn drop(&mut self) {
        context::with(|context| context.is_next_root_hidden.set(false));
    }
}

fn lock_running_roots() -> MutexGuard<'static, Vec<(usize, TaskId)>> {
    RUNNING_ROOTS.lock().unwrap_or_else(PoisonError::into_inner)
}
