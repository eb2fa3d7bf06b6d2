//! Whether events are recorded at all.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

static IS_ON: AtomicBool = AtomicBool::new(false);

#[inline(never)]
pub fn is_on() -> bool {
    IS_ON.load(Relaxed)
}

pub fn turn_on() {
    IS_ON.store(true, Relaxed);
}

/// Nothing is written from here on.
pub fn turn_off() {
    IS_ON.store(false, Relaxed);
}
