//! One place through which every event goes.

use crate::busy::{BusyGuard, work};
use crate::flusher;
use crate::sink::Sink;
use crate::switch::{is_on, turn_off, turn_on};
use crate::{context, machine_clock};
use recorder_events::{Event, Record, TaskId};
use std::sync::{Mutex, MutexGuard, PoisonError};

static RECORD_WRITER: Mutex<Option<Writer>> = Mutex::new(None);

/// How soon an event must reach the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// Within a millisecond.
    Buffered,
    /// At once, since the program may end before.
    Immediate,
    /// At once, and none after it, not even from other threads.
    Final,
}

struct Writer {
    sink: Sink,
    /// The time of the last record, in microseconds.
    last: u64,
}

/// Begins to record into `sink`.
pub fn start(sink: Sink) {
    *lock() = Some(Writer { sink, last: 0 });
    turn_on();
}

/// Records an event, unless the probe is at work on this thread already.
pub fn record(event: Event<'_>, flush: Flush) {
    work(|busy| busy.record(event, flush));
}

impl BusyGuard {
    pub fn record(&self, event: Event<'_>, flush: Flush) {
        self.record_as(context::task(), event, flush);
    }

    /// Records an event of a task that need not be the current one.
    pub fn record_as(
        &self,
        task: Option<TaskId>,
        event: Event<'_>,
        flush: Flush,
    ) {
        let thread = self.thread();
        let mut writer = lock();
        if let Some(writer) = writer.as_mut().filter(|_| is_on()) {
            writer.write(thread, task, event, flush);
        }
    }

    /// The thread's number. The probe need not have seen it begin.
    fn thread(&self) -> u32 {
        context::thread().unwrap_or_else(|| {
            let thread = context::next_thread();
            context::set_thread(thread);
            self.record(Event::ThreadBegin { parent: None }, Flush::Buffered);
            thread
        })
    }
}

impl Writer {
    fn write(
        &mut self,
        thread: u32,
        task: Option<TaskId>,
        event: Event<'_>,
        urgency: Flush,
    ) {
        // Read under the lock, so that no record is older than the one before.
        let now = machine_clock::now();
        let is_cut = self.sink.is_full();
        let event = if is_cut { Event::Cut {} } else { event };
        let record = Record {
            delta_us: now.saturating_sub(self.last),
            thread,
            task,
            event,
        };
        self.last = self.last.max(now);
        record.write(self.sink.next_record());
        let is_last = is_cut || urgency == Flush::Final;
        let is_urgent = is_last || urgency == Flush::Immediate;
        let is_open = self.sink.record_written(is_urgent, flush);
        if is_last || !is_open {
            end_recording();
        }
    }
}

/// Writes what waits in the buffer.
pub fn flush() {
    let mut writer = lock();
    if let Some(writer) = writer.as_mut().filter(|_| is_on())
        && !writer.sink.flush()
    {
        turn_off();
    }
}

fn end_recording() {
    turn_off();
    // Its thread ends, too.
    flusher::notify();
}

fn lock() -> MutexGuard<'static, Option<Writer>> {
    RECORD_WRITER.lock().unwrap_or_else(PoisonError::into_inner)
}
