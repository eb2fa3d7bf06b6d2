//! Keeps the probe from meeting itself on one thread.

use std::cell::Cell;

thread_local! {
    // Without a destructor, so that it is there until the thread is gone.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, the probe is at work on this thread.
pub struct Busy(());

impl Busy {
    /// None if it is at work already: what it does itself is not told.
    pub fn begin() -> Option<Self> {
        (!BUSY.replace(true)).then_some(Self(()))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        BUSY.set(false);
    }
}
