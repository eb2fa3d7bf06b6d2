//! One place through which every event goes.

use crate::flusher;
use crate::reentrancy::{InProbeGuard, run_in_probe};
use crate::sink::Sink;
use crate::switch::{is_recording, start_recording, stop_recording};
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
    last_us: u64,
}

/// Begins to record into `sink`.
pub fn start(sink: Sink) {
    *lock_writer() = Some(Writer { sink, last_us: 0 });
    start_recording();
}

/// Records an event, unless the probe is at work on this thread already.
pub fn record(event: Event<'_>, flush: Flush) {
    run_in_probe(|in_probe| in_probe.record(event, flush));
}

impl InProbeGuard {
    pub fn record(&self, event: Event<'_>, flush: Flush) {
        self.record_as(context::current_task(), event, flush);
    }

    /// Records an event of a task that need not be the current one.
    pub fn record_as(
        &self,
        task: Option<TaskId>,
        event: Event<'_>,
        flush: Flush,
    ) {
        let thread = self.thread_number();
        let mut writer = lock_writer();
        if let Some(writer) = writer.as_mut().filter(|_| is_recording()) {
            writer.write(thread, task, event, flush);
        }
    }

    /// The thread's number. The probe need not have seen it begin.
    fn thread_number(&self) -> u32 {
        context::thread_number().unwrap_or_else(|| {
            let thread = context::assign_thread_number();
            context::set_thread_number(thread);
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
        let now = machine_clock::now_us();
        let is_cut = self.sink.is_full();
        let event = if is_cut { Event::Cut {} } else { event };
        let record = Record {
            delta_us: now.saturating_sub(self.last_us),
            thread,
            task,
            event,
        };
        self.last_us = self.last_us.max(now);
        record.write(self.sink.buffer_for_next_record());
        let is_last = is_cut || urgency == Flush::Final;
        let is_urgent = is_last || urgency == Flush::Immediate;
        let is_open = self.sink.flush_if_due(is_urgent, flush);
        if is_last || !is_open {
            end_recording();
        }
    }
}

/// Writes what waits in the buffer.
pub fn flush() {
    let mut writer = lock_writer();
    if let Some(writer) = writer.as_mut().filter(|_| is_recording())
        && !writer.sink.flush()
    {
        stop_recording();
    }
}

fn end_recording() {
    stop_recording();
    // Its thread ends, too.
    flusher::request_flush();
}

fn lock_writer() -> MutexGuard<'static, Option<Writer>> {
    RECORD_WRITER.lock().unwrap_or_else(PoisonError::into_inner)
}
