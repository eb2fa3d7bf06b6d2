//! Whether events are recorded at all.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

static IS_RECORDING: AtomicBool = AtomicBool::new(false);

#[inline(never)]
pub fn is_recording() -> bool {
    IS_RECORDING.load(Relaxed)
}

pub fn start_recording() {
    IS_RECORDING.store(true, Relaxed);
}

/// Nothing is written from here on.
pub fn stop_recording() {
    IS_RECORDING.store(false, Relaxed);
}
