//! Tokio's clock, which a test can stop.

use crate::context;
use crate::machine_clock::micros;
use crate::record::{Flush, record};
use crate::scope::defer;
use crate::switch::is_recording;
use recorder_events::Event;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

/// Whether a clock stands still, or did when its runtime ended.
static IS_PAUSED: AtomicBool = AtomicBool::new(false);

/// A runtime has a clock of its own, which runs.
pub fn record_new_clock() {
    if is_recording() && IS_PAUSED.load(Relaxed) {
        record_clock_resume();
    }
}

/// The clock that is paused while the result lives has never run.
pub fn enter_paused_start() -> impl Drop {
    context::with(|context| context.clock_starts_paused.set(true));
    defer(|| {
        context::with(|context| context.clock_starts_paused.set(false));
    })
}

/// Tokio's clock stands still.
pub fn record_clock_pause() {
    let from_start = context::with(|context| context.clock_starts_paused.get());
    IS_PAUSED.store(true, Relaxed);
    record(Event::ClockPaused { from_start }, Flush::Buffered);
}

/// The clock that stands still was put forward.
pub fn record_clock_advance(duration: Duration) {
    let micros = micros(duration);
    record(Event::ClockAdvanced { micros }, Flush::Buffered);
}

/// Tokio's clock runs again.
pub fn record_clock_resume() {
    IS_PAUSED.store(false, Relaxed);
    record(Event::ClockResumed {}, Flush::Buffered);
}
