//! One place through which every line goes.

use super::busy::Busy;
use super::line::Line;
use super::sink::Sink;
use super::{clock, here, threads};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard};

/// Whether lines are written at all.
static ON: AtomicBool = AtomicBool::new(false);
static SINK: Mutex<Option<Sink>> = Mutex::new(None);

/// How soon a line must reach the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// Within a millisecond, if the program goes on telling.
    Soon,
    /// At once, since the program may not get to tell another.
    Now,
    /// At once, and none after it, not even from other threads.
    Last,
}

pub fn is_on() -> bool {
    ON.load(Relaxed)
}

/// Begins to record into `sink`.
pub fn start(sink: Sink) {
    *lock() = Some(sink);
    ON.store(true, Relaxed);
}

/// Nothing is written from here on.
pub fn stop() {
    ON.store(false, Relaxed);
}

/// Writes a line of this `kind`; `more` adds what it has beyond thread and
/// time.
pub fn tell(kind: &str, speed: Speed, more: impl FnOnce(&mut Line<'_>)) {
    if !is_on() {
        return;
    }
    let Some(_busy) = Busy::begin() else {
        return;
    };
    let mut sink = lock();
    let Some(sink) = sink.as_mut().filter(|_| is_on()) else {
        return;
    };
    let thread = here::number().unwrap_or_else(|| {
        // The probe did not see it begin.
        let thread = threads::next_number();
        here::set_number(thread);
        let speed = Speed::Soon;
        write(sink, "thread", thread, speed, |line| {
            threads::describe(line, None, None);
        });
        thread
    });
    write(sink, kind, thread, speed, more);
}

fn write(
    sink: &mut Sink,
    kind: &str,
    thread: u32,
    speed: Speed,
    more: impl FnOnce(&mut Line<'_>),
) {
    // Read under the lock, so that no line is older than the one before it.
    let now = clock::now();
    let cut = sink.is_full();
    let mut line =
        Line::begin(sink.next_line(), if cut { "cut" } else { kind });
    line.number("t", now);
    if let Some(micros) = clock::virtual_now() {
        line.number("v", micros);
    }
    line.number("th", thread);
    if !cut {
        more(&mut line);
    }
    line.end();
    let last = cut || speed == Speed::Last;
    let open = sink.line_ended(now, last || speed == Speed::Now);
    if last || !open {
        stop();
    }
}

fn lock() -> MutexGuard<'static, Option<Sink>> {
    SINK.lock().unwrap_or_else(|broken| broken.into_inner())
}
