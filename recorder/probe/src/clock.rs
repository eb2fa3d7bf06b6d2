//! Tokio's clock, which a test can stop.

use crate::context;
use crate::machine_clock::micros;
use crate::record::{Flush, record};
use crate::scope::at_end;
use crate::switch::is_on;
use recorder_events::Event;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

/// Whether a clock stands still, or did when its runtime ended.
static IS_PAUSED: AtomicBool = AtomicBool::new(false);

/// A runtime has a clock of its own, which runs.
pub fn clock_made() {
    if is_on() && IS_PAUSED.load(Relaxed) {
        clock_resumed();
    }
}

/// The clock that is paused while the result lives has never run.
pub fn clock_starts_paused() -> impl Drop {
    context::with(|context| context.clock_starts_paused.set(true));
    at_end(|| {
        context::with(|context| context.clock_starts_paused.set(false));
    })
}

/// Tokio's clock stands still.
pub fn clock_paused() {
    let from_start = context::with(|context| context.clock_starts_paused.get());
    IS_PAUSED.store(true, Relaxed);
    record(Event::ClockPaused { from_start }, Flush::Buffered);
}

/// The clock that stands still was put forward.
pub fn clock_advanced(duration: Duration) {
    let micros = micros(duration);
    record(Event::ClockAdvanced { micros }, Flush::Buffered);
}

/// Tokio's clock runs again.
pub fn clock_resumed() {
    IS_PAUSED.store(false, Relaxed);
    record(Event::ClockResumed {}, Flush::Buffered);
}
