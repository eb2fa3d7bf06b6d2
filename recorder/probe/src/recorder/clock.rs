//! Two clocks: the machine's, and tokio's while it is paused.

use real_tokio::runtime::Handle;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

static BEGIN: OnceLock<Instant> = OnceLock::new();

/// Starts the machine's clock.
pub fn start() {
    BEGIN.get_or_init(Instant::now);
}

/// Microseconds since the start.
pub fn now() -> u64 {
    micros(BEGIN.get_or_init(Instant::now).elapsed())
}

/// What tokio's clock showed when the probe last looked.
static VIRTUAL: AtomicU64 = AtomicU64::new(NOT_PAUSED);
const NOT_PAUSED: u64 = u64::MAX;

/// Microseconds of tokio's clock, if it was last seen paused.
pub fn virtual_now() -> Option<u64> {
    Some(VIRTUAL.load(Relaxed)).filter(|&micros| micros != NOT_PAUSED)
}

/// Reads tokio's clock, if this thread is in a runtime.
///
/// Only where tokio tells of something may it be called. Then the clock's own
/// lock is free, since no code that holds it tells anything, and so is the
/// cell with this thread's runtime.
pub fn look() {
    let Ok(runtime) = Handle::try_current() else {
        return;
    };
    let before = Instant::now();
    let told = real_tokio::time::Instant::now().into_std();
    if (before..=Instant::now()).contains(&told) {
        SEEN_REAL.store(true, Relaxed);
        VIRTUAL.store(NOT_PAUSED, Relaxed);
    } else {
        note(runtime, told);
    }
}

/// Whether a clock that runs was seen: then virtual time goes on from it.
static SEEN_REAL: AtomicBool = AtomicBool::new(false);
static PAUSED: Mutex<Option<Paused>> = Mutex::new(None);

/// A paused clock: whose it is, and what it told at what virtual time.
struct Paused {
    runtime: real_tokio::runtime::Id,
    told: Instant,
    micros: u64,
}

fn note(runtime: Handle, told: Instant) {
    // Never waits: another thread is just doing the same.
    let Ok(mut paused) = PAUSED.try_lock() else {
        return;
    };
    let last = paused.as_ref().map(|paused| paused.micros);
    match paused.as_mut() {
        Some(paused) if paused.runtime == runtime.id() => {
            let gone = told.saturating_duration_since(paused.told);
            paused.micros = paused.micros.saturating_add(micros(gone));
            paused.told = paused.told.max(told);
        }
        _ => {
            let micros = last.unwrap_or_else(first_virtual);
            let runtime = runtime.id();
            *paused = Some(Paused {
                runtime,
                told,
                micros,
            });
        }
    }
    if let Some(paused) = paused.as_ref() {
        VIRTUAL.store(paused.micros, Relaxed);
    }
}

/// Zero if the program begins with a paused clock, as a whole run in virtual
/// time does; otherwise the moment at which it was paused.
fn first_virtual() -> u64 {
    if SEEN_REAL.load(Relaxed) { now() } else { 0 }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
