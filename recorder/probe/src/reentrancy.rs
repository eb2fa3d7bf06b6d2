//! Keeps the probe from meeting itself on one thread.

use crate::switch::is_recording;
use std::cell::Cell;

thread_local! {
    // Without a destructor, so that it is there until the thread is gone.
    static IS_IN_PROBE: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, the probe is at work on this thread: what it does itself,
/// such as waiting for one of its own locks, is not recorded.
pub struct InProbeGuard(());

impl Drop for InProbeGuard {
    fn drop(&mut self) {
        IS_IN_PROBE.set(false);
    }
}

/// Does the probe's work, unless nothing is recorded or the probe is at work
/// on this thread already.
#[inline]
pub fn run_in_probe<R>(work: impl FnOnce(&InProbeGuard) -> R) -> Option<R> {
    if !is_recording() || IS_IN_PROBE.replace(true) {
        return None;
    }
    let in_probe = InProbeGuard(());
    Some(work(&in_probe))
}

/// Whether the probe is at work on this thread.
pub fn is_in_probe() -> bool {
    IS_IN_PROBE.get()
}
