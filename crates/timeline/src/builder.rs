//! Reads a program's events into facts.

use super::clock::{Clock, Moment};
use super::document::{TaskKind, TaskOutcome};
use super::facts::{self, Object, Target, Task, Tasks, Waker};
use super::levels::SemaphoreLevels;
use super::marks::{Marks, PanicMark, PrintMark, ReceiverLagMark};
use super::messages::Messages;
use super::objects::Objects;
use super::threads::Threads;
use recorder_events::{Cause, Decoder, Event, ObjectKind, Operation};
use recorder_events::{Record, SpawnKind, TaskEnd};
use std::collections::HashMap;

/// The probe stops sooner. If more records come, the program itself has written
/// them into the pipe, and they must not fill our memory.
const MAX_RECORDS: u32 = 40_000;
/// About thirty years, in microseconds. No program runs so long.
const MAX_DELTA_US: u64 = 1_000_000_000_000_000;

/// What the events of a run have reported so far.
#[derive(Debug)]
pub struct TimelineBuilder {
    /// The file whose lines a reader knows.
    source_file: String,
    decoder: Decoder,
    record_count: u32,
    pub(super) clock: Clock,
    pub(super) tasks: Tasks,
    pub(super) objects: Objects,
    pub(super) messages: Messages,
    pub(super) levels: SemaphoreLevels,
    pub(super) threads: Threads,
    pub(super) marks: Marks,
    pub(super) cut_at: Option<Moment>,
    /// The program has reported that it ends.
    pub(super) has_ended: bool,
    /// The lines in the learner's file, by the numbers of places.
    lines_by_place: HashMap<u32, u32>,
    /// The waits that haven't ended: the task, and the number among its waits.
    open_waits: HashMap<u32, (usize, usize)>,
}

impl TimelineBuilder {
    /// For a program compiled from `file_name`, such as `gather.rs`: lines of
    /// other files are none to its reader.
    pub fn new(file_name: &str) -> TimelineBuilder {
        TimelineBuilder {
            source_file: file_name.to_owned(),
            decoder: Decoder::default(),
            record_count: 0,
            clock: Clock::default(),
            tasks: Tasks::default(),
            objects: Objects::default(),
            messages: Messages::default(),
            levels: SemaphoreLevels::default(),
            threads: Threads::default(),
            marks: Marks::default(),
            cut_at: None,
            has_ended: false,
            lines_by_place: HashMap::new(),
            open_waits: HashMap::new(),
        }
    }

    /// Takes the next bytes that the program wrote, and ignores what is no
    /// record that we understand.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.record_count >= MAX_RECORDS {
            return;
        }
        let mut decoder = std::mem::take(&mut self.decoder);
        decoder.push(bytes);
        while let Some(record) = decoder.next_record() {
            if self.record_count >= MAX_RECORDS
                || record.delta_us > MAX_DELTA_US
            {
                break;
            }
            self.apply_record(&record);
        }
        self.decoder = decoder;
    }

    /// Adds what one record says to the facts.
    pub fn apply_record(&mut self, record: &Record<'_>) {
        let time = self.clock.advance(record);
        self.record_count += 1;
        if self.record_count == MAX_RECORDS {
            self.cut_at.get_or_insert(time);
        }
        let thread = record.thread as usize;
        let task = self.tasks.index_of_task(record.task);
        match record.event {
            Event::ThreadBegin { parent } => {
                self.threads.begin_thread(thread, parent, time)
            }
            Event::ThreadName { name } => {
                self.threads.name_thread(thread, name)
            }
            Event::ThreadIsWorker {} => self.threads.mark_as_worker(thread),
            Event::ThreadEnd {} => self.threads.end_thread(thread, time),
            Event::Park {} => self.threads.begin_park(thread, time),
            Event::Unpark { events } => {
                self.threads.end_park(thread, time, events);
            }
            Event::Block { call } => {
                let real_us = self.clock.real_us();
                self.threads.begin_call(thread, time, real_us, task, call);
            }
            Event::Unblock {} => {
                self.threads.end_call(thread, time, self.clock.real_us());
            }
            Event::Place {
                place, line, file, ..
            } => self.add_place(place, line, file),
            Event::Spawn {
                spawned,
                kind,
                place,
            } => {
                self.add_spawned_task(spawned, kind, place, task, thread, time)
            }
            Event::PollBegin { polled } => {
                self.threads.note_activity(thread);
                self.with_task(polled, |task| {
                    task.polls.push(facts::Poll {
                        thread,
                        start: time,
                        end: None,
                        deferral_reason: None,
                    });
                });
            }
            Event::PollEnd { polled, .. } => self.with_task(polled, |task| {
                if let Some(poll) = task.current_poll() {
                    poll.end = Some(time);
                }
            }),
            Event::TaskEnd { ended, how } => {
                self.end_task(ended, how, thread, time);
            }
            Event::Wake {
                woken,
                cause,
                object,
                ..
            } => self.add_wake(woken, cause, object, task, thread, time),
            Event::Defer { why } => {
                let task = task.and_then(|task| self.tasks.get_mut(task));
                if let Some(task) = task {
                    task.note_deferral(why);
                }
            }
            Event::Object {
                object,
                kind,
                place,
                size,
            } => {
                let new = Object {
                    kind: Some(kind),
                    line: self.line_of_place(place),
                    size_or_duration_us: size,
                    ..Object::default()
                };
                self.objects.add(object, new);
            }
            Event::Socket { object, name, .. } => {
                self.objects.set_name(object, name);
            }
            Event::Connecting { object } => {
                self.objects.begin_connecting(object)
            }
            Event::WaitBegin {
                wait,
                operation,
                target,
                place,
            } => self.begin_wait(wait, operation, target, place, task, time),
            Event::WaitEnd { wait, outcome } => {
                if let Some((task, number)) = self.open_waits.remove(&wait)
                    && let Some(task) = self.tasks.get_mut(task)
                {
                    task.end_wait(number, facts::WaitEnd { time, outcome });
                }
            }
            Event::TimerFired { object } => {
                self.objects.set_timer_fired(object, time)
            }
            Event::TimerReset { object, micros, .. } => {
                self.reset_timer(object, micros);
            }
            Event::Sent { object, index } => {
                self.messages.add_sent(object, index, time, task);
            }
            Event::Received { object, index } => {
                self.messages.add_received(object, index, time, task);
            }
            Event::Lagged { object, missed } => {
                self.marks.add_receiver_lag(ReceiverLagMark {
                    time,
                    task,
                    thread,
                    channel: object,
                    missed,
                })
            }
            Event::Permits { object, free } => {
                self.levels.set_free(object, time, free);
            }
            Event::Print { to, newlines } => {
                self.threads.note_activity(thread);
                self.marks.add_print(PrintMark {
                    time,
                    task,
                    thread,
                    stream: to,
                    newlines,
                });
            }
            Event::Panic { line, file } => {
                let line = self.learner_line(line, file);
                self.marks.add_panic(PanicMark {
                    time,
                    task,
                    thread,
                    line,
                });
            }
            // The clock has taken these.
            Event::ClockPaused { .. }
            | Event::ClockAdvanced { .. }
            | Event::ClockResumed {} => {}
            Event::Cut {} => self.cut_at = Some(time),
            Event::End {} => self.has_ended = true,
        }
    }

    fn add_place(&mut self, place_number: u32, line: u32, source_file: &str) {
        if let Some(line) = self.learner_line(line, source_file) {
            self.lines_by_place.insert(place_number, line);
        }
    }

    /// The line, if the file is the learner's.
    fn learner_line(&self, line: u32, source_file: &str) -> Option<u32> {
        let before = source_file.strip_suffix(self.source_file.as_str())?;
        let is_same = before.is_empty() || before.ends_with(['/', '\\']);
        (is_same && line > 0).then_some(line)
    }

    fn line_of_place(&self, place_number: Option<u32>) -> Option<u32> {
        self.lines_by_place.get(&place_number?).copied()
    }

    fn add_spawned_task(
        &mut self,
        task_id: u64,
        kind: SpawnKind,
        place_number: Option<u32>,
        parent: Option<usize>,
        thread: usize,
        time: Moment,
    ) {
        let kind = match kind {
            SpawnKind::Spawned => Some(TaskKind::Spawned),
            SpawnKind::Local => Some(TaskKind::Local),
            SpawnKind::Blocking => Some(TaskKind::Blocking),
            SpawnKind::Root => Some(TaskKind::Main),
            SpawnKind::Internal => None,
        };
        if kind == Some(TaskKind::Main) {
            self.threads.begin_block_on(thread);
        }
        let task = kind.map(|kind| Task {
            kind,
            line: self.line_of_place(place_number),
            parent,
            depth: self.tasks.depth_below(parent),
            start: time,
            polls: Vec::new(),
            waits: Vec::new(),
            open_waits: Vec::new(),
            wakes: Vec::new(),
            deferrals: facts::Deferrals::default(),
            end: None,
        });
        self.tasks.add(task_id, task);
    }

    fn end_task(
        &mut self,
        task_id: u64,
        task_end: TaskEnd,
        thread: usize,
        time: Moment,
    ) {
        self.with_task(task_id, |task| {
            let outcome = match task_end {
                TaskEnd::Returned => TaskOutcome::Done,
                TaskEnd::Panicked => TaskOutcome::Panicked,
                TaskEnd::Cancelled => TaskOutcome::Cancelled,
            };
            task.end.get_or_insert(facts::Termination { time, outcome });
            // A blocking function has ended when its result is there.
            if let Some(poll) = task.current_poll() {
                poll.end = Some(time);
            }
            for wait_number in std::mem::take(&mut task.open_waits) {
                let outcome = recorder_events::Outcome::Dropped;
                let end = facts::WaitEnd { time, outcome };
                task.waits[wait_number].end.get_or_insert(end);
            }
        });
        let task = self.tasks.index_of_task(Some(task_id));
        let is_root = task
            .is_some_and(|t| self.tasks.as_slice()[t].kind == TaskKind::Main);
        if is_root {
            self.threads.end_block_on(thread);
        }
    }

    fn add_wake(
        &mut self,
        task_id: u64,
        cause: Cause,
        object: Option<u64>,
        waking_task: Option<usize>,
        thread: usize,
        time: Moment,
    ) {
        let is_about_task = matches!(cause, Cause::Join | Cause::Local);
        let waker = match waking_task {
            Some(task) => Waker::Task(task),
            None if self.threads.belongs_to_runtime(thread) => Waker::Runtime,
            None => Waker::Thread,
        };
        let wake = facts::Wake {
            time,
            cause,
            object: object
                .filter(|_| !is_about_task)
                .and_then(|object| object.try_into().ok()),
            cause_task: self
                .tasks
                .index_of_task(object.filter(|_| is_about_task)),
            deferral_reason: None,
            waker,
        };
        self.with_task(task_id, |task| {
            let is_deferred = cause == Cause::Deferred;
            let deferral_reason =
                is_deferred.then(|| task.deferrals.take_reason()).flatten();
            task.wakes.push(facts::Wake {
                deferral_reason,
                ..wake
            });
        });
    }

    fn begin_wait(
        &mut self,
        wait: u32,
        operation: Operation,
        target: u64,
        place_number: Option<u32>,
        task: Option<usize>,
        time: Moment,
    ) {
        let line = self.line_of_place(place_number);
        let object = u32::try_from(target).unwrap_or(0);
        let (target, timer_us) = if operation == Operation::Join {
            (Target::Task(self.tasks.index_of_task(Some(target))), None)
        } else {
            let is_timer = operation == Operation::Elapse;
            let known = self.objects.get(object).filter(|_| is_timer);
            (
                Target::Object(object),
                known.and_then(|timer| timer.size_or_duration_us),
            )
        };
        let is_connection = self.objects.take_connecting(object, operation);
        let Some(number) = task else { return };
        if let Some(task) = self.tasks.get_mut(number) {
            let wait_number = task.begin_wait(facts::Wait {
                target,
                operation,
                line,
                is_connection,
                timer_us,
                sole_wait_since: None,
                start: time,
                end: None,
            });
            self.open_waits.insert(wait, (number, wait_number));
        }
    }

    /// How long a wait that goes on was to take is no longer known.
    fn reset_timer(&mut self, object: u32, duration_us: u64) {
        let is_interval =
            self.objects.kind(object) == Some(ObjectKind::Interval);
        if !is_interval {
            self.objects.set_timer_duration(object, duration_us);
        }
        for (task, number) in self.open_waits.values() {
            if let Some(task) = self.tasks.get_mut(*task)
                && task.waits[*number].target == Target::Object(object)
            {
                task.waits[*number].timer_us = None;
            }
        }
    }

    fn with_task(&mut self, task_id: u64, change: impl FnOnce(&mut Task)) {
        let task = self.tasks.index_of_task(Some(task_id));
        if let Some(task) = task.and_then(|task| self.tasks.get_mut(task)) {
            change(task);
        }
    }
}
