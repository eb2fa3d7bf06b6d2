//! Keeps the probe from meeting itself on one thread.

use crate::switch::is_on;
use std::cell::Cell;

thread_local! {
    // Without a destructor, so that it is there until the thread is gone.
    static IS_BUSY: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, the probe is at work on this thread: what it does itself,
/// such as waiting for one of its own locks, is not recorded.
pub struct BusyGuard(());

impl Drop for BusyGuard {
    fn drop(&mut self) {
        IS_BUSY.set(false);
    }
}

/// Does the probe's work, unless nothing is recorded or the probe is at work
/// on this thread already.
#[inline]
pub fn work<R>(work: impl FnOnce(&BusyGuard) -> R) -> Option<R> {
    if !is_on() || IS_BUSY.replace(true) {
        return None;
    }
    let busy = BusyGuard(());
    Some(work(&busy))
}

/// Whether the probe is at work on this thread.
pub fn is_busy() -> bool {
    IS_BUSY.get()
}
