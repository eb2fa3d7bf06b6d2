//! The machine's clock.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

static CLOCK_START: OnceLock<Instant> = OnceLock::new();

/// Starts the clock.
pub fn start() {
    CLOCK_START.get_or_init(Instant::now);
}

/// Microseconds since the start.
#[inline]
pub fn now_us() -> u64 {
    micros(CLOCK_START.get_or_init(Instant::now).elapsed())
}

pub fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
