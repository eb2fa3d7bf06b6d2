//! Makes the document of what is known.

use super::builder::TimelineBuilder;
use super::clock::Moment;
use super::document::{self, Timeline, VERSION, WaitOutcome};
use super::facts::{Target, Task, Wait};
use super::ms::Ms;
use super::names::{operation_name, target_name};
use super::rows::{Poll, Wake, WakeKind};
use super::wakes::EffectiveWake;
use super::{aggregates, calls, causes, gaps, thin, wakes};

/// The most polls, or waits, that are drawn of one task; more would be a blur.
const MAX_ROWS_PER_TASK: usize = 60;
/// The same of all tasks together.
const MAX_TOTAL_ROWS: usize = 6000;
/// As many are drawn of each task, even if that is more in total.
const MIN_ROWS_PER_TASK: usize = 50;

impl TimelineBuilder {
    /// Returns what is known when the program has run for so many milliseconds.
    /// After the event that it ends, its own time counts, because the process
    /// that reads the events is slower.
    pub fn to_timeline(&self, end_ms: f64) -> Timeline {
        let end_ms = if self.has_ended { 0.0 } else { end_ms };
        let end = self.clock.run_end(end_ms);
        let cut_at = self.cut_at.map(|time| self.clock.to_ms(time.us));
        // Whatever goes on is known until then.
        let known_until = cut_at.unwrap_or(end);
        let tasks = self.tasks.as_slice();
        let aggregation = aggregates::aggregate_tasks(tasks);
        let mut lanes = Lanes::new(self, known_until);
        let staying = tasks.iter().enumerate().zip(&aggregation.has_own_lane);
        for ((number, task), stays) in staying {
            if *stays {
                lanes.add_task(number, task, tasks);
            }
        }
        let prints = self.marks.prints(&self.clock);
        let is_shown = |task: usize| aggregation.has_own_lane[task];
        let (messages, sent) =
            self.messages.to_rows(&self.objects, &self.clock, is_shown);
        let mut levels =
            self.messages.queue_length_rows(&self.objects, &self.clock);
        levels.extend(self.levels.changed_rows(&self.objects, &self.clock));
        let mut notes = lanes.notes;
        if messages.len() < sent {
            notes.push(format!(
                "{sent} messages were sent; {} of them are drawn",
                messages.len()
            ));
        }
        let blocks = self.threads.block_rows(&self.clock);
        let blocks = calls::thin_blocks(blocks, known_until, &mut notes);
        notes.extend(prints.are_merged.then(|| MERGED_NOTE.to_owned()));
        notes.extend(self.cut_at.map(|_| CUT_NOTE.to_owned()));
        Timeline {
            v: VERSION,
            end,
            is_virtual: self.clock.is_virtual(),
            cut_at,
            threads: self.threads.to_rows(&self.clock),
            tasks: lanes.tasks,
            polls: sort_by_time(lanes.polls),
            waits: sort_by_time(lanes.waits),
            wakes: sort_by_time(lanes.wakes),
            blocks,
            parks: self.threads.park_rows(&self.clock, known_until),
            prints: prints.rows,
            panics: self.marks.panics(&self.clock),
            lags: self.marks.receiver_lags(&self.objects, &self.clock),
            levels,
            messages,
            aggregates: aggregation.to_rows(tasks, &self.clock),
            notes,
        }
    }
}

/// The tasks that have lanes of their own, and what happened in them.
struct Lanes<'a> {
    builder: &'a TimelineBuilder,
    known_until: Ms,
    /// The most polls, and the most waits, that are drawn of one task.
    max_rows_per_task: usize,
    tasks: Vec<document::Task>,
    polls: Vec<(Moment, Poll)>,
    waits: Vec<(Moment, document::Wait)>,
    wakes: Vec<(Moment, Wake)>,
    notes: Vec<String>,
}

impl<'a> Lanes<'a> {
    fn new(builder: &'a TimelineBuilder, known_until: Ms) -> Self {
        let tasks = builder.tasks.as_slice().len();
        let share = MAX_TOTAL_ROWS / tasks.clamp(1, aggregates::MAX_LANES);
        Lanes {
            builder,
            known_until,
            max_rows_per_task: share
                .clamp(MIN_ROWS_PER_TASK, MAX_ROWS_PER_TASK),
            tasks: Vec::new(),
            polls: Vec::new(),
            waits: Vec::new(),
            wakes: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn add_task(&mut self, task_index: usize, task: &Task, tasks: &[Task]) {
        let woken = wakes::find_effective_wakes(task_index, tasks);
        self.tasks.push(self.task_row(task_index, task));
        let kept = self.add_polls(task_index, task);
        self.add_waits(task_index, task, &woken);
        self.add_wakes(task_index, &woken, &kept);
    }

    fn task_row(&self, task_index: usize, task: &Task) -> document::Task {
        document::Task {
            id: task_index,
            kind: task.kind,
            name: None,
            line: task.line,
            parent: task.parent,
            start: self.to_ms(task.start.us),
            end: task.end.map(|end| self.to_ms(end.time.us)),
            outcome: task.end.map(|end| end.outcome),
        }
    }

    /// Which of the polls are kept, the longest first.
    fn add_polls(&mut self, task_index: usize, task: &Task) -> Vec<bool> {
        let polls = &task.polls;
        let lengths: Vec<u64> = polls
            .iter()
            .map(|p| {
                p.end
                    .map_or(u64::MAX, |end| end.us.saturating_sub(p.start.us))
            })
            .collect();
        let kept =
            thin::pick_ends_and_greatest(&lengths, self.max_rows_per_task);
        for (poll, _) in polls.iter().zip(&kept).filter(|(_, kept)| **kept) {
            let end =
                poll.end.map_or(self.known_until, |end| self.to_ms(end.us));
            let row = Poll {
                task: task_index,
                thread: poll.thread,
                start: self.to_ms(poll.start.us),
                end,
            };
            self.polls.push((poll.start, row));
        }
        if polls.len() > self.max_rows_per_task {
            self.notes.push(format!(
                "task {task_index} was polled {} times; the {} longest polls \
                 and \
                 waits are shown",
                polls.len(),
                self.max_rows_per_task
            ));
        }
        kept
    }

    fn add_waits(
        &mut self,
        task_index: usize,
        task: &Task,
        woken: &[EffectiveWake],
    ) {
        let nameless = gaps::find_unnamed_waits(task, woken);
        let rows: Vec<(Moment, document::Wait)> = task
            .waits
            .iter()
            .chain(&nameless)
            .map(|wait| (wait.start, self.builder.wait_row(task_index, wait)))
            .filter(|(_, w)| w.end.is_none_or(|end| end.0 > w.start.0))
            .collect();
        let lengths: Vec<u64> = rows
            .iter()
            .map(|(_, w)| w.end.map_or(u64::MAX, |e| us_between(w.start, e)))
            .collect();
        let kept =
            thin::pick_ends_and_greatest(&lengths, self.max_rows_per_task);
        let rows = rows.into_iter().zip(kept);
        let rows = rows.filter_map(|(row, kept)| kept.then_some(row));
        self.waits.extend(rows);
    }

    /// Those before polls that are shown, and before the end.
    fn add_wakes(
        &mut self,
        task: usize,
        woken: &[EffectiveWake],
        kept: &[bool],
    ) {
        for wake in woken {
            if kept.get(wake.next_poll_index).copied().unwrap_or(true) {
                let row = self.builder.wake_row(task, wake);
                self.wakes.push((wake.time, row));
            }
        }
    }

    fn to_ms(&self, us: u64) -> Ms {
        self.builder.clock.to_ms(us)
    }
}

impl TimelineBuilder {
    /// A wake in the words of the document.
    pub(super) fn wake_row(&self, task: usize, wake: &EffectiveWake) -> Wake {
        Wake {
            time: self.clock.to_ms(wake.time.us),
            task,
            waking_task: wake.waking_task,
            kind: wake.kind,
            why: wake.why,
        }
    }

    /// A wait in the words of the document.
    pub(super) fn wait_row(&self, task: usize, wait: &Wait) -> document::Wait {
        let object = match wait.target {
            Target::Object(object) => self.objects.get(object),
            Target::Task(_) | Target::Others(_) | Target::Unknown => None,
        };
        let kind = object.and_then(|object| object.kind);
        let line = match wait.target {
            Target::Task(Some(awaited)) => self.tasks.as_slice()[awaited].line,
            _ => object.and_then(|object| object.line),
        };
        let tasks = self.tasks.as_slice();
        let cause = causes::end_cause(task, wait, tasks, &self.objects);
        let is_local = cause.is_some_and(|c| c.kind == WakeKind::Local);
        document::Wait {
            task,
            target_kind: if is_local {
                "localset"
            } else {
                target_name(wait, kind)
            }
            .to_owned(),
            operation: operation_name(wait, kind).map(str::to_owned),
            awaited_task: match wait.target {
                Target::Task(awaited) => awaited,
                _ => None,
            },
            name: object.and_then(|object| object.name.clone()),
            timer_ms: wait.timer_us.map(Ms::from_us),
            line: line.or(wait.line),
            await_line: wait.line.filter(|await_line| {
                line.is_some_and(|line| line != *await_line)
            }),
            start: self.clock.to_ms(wait.start.us),
            end: wait.end.map(|end| self.clock.to_ms(end.time.us)),
            outcome: wait.end.map(|end| match end.outcome {
                recorder_events::Outcome::Ready => WaitOutcome::Ready,
                recorder_events::Outcome::Dropped => WaitOutcome::Dropped,
            }),
            cause,
        }
    }
}

/// Sorts rows by time, and by their order within an instant.
fn sort_by_time<T>(mut rows: Vec<(Moment, T)>) -> Vec<T> {
    rows.sort_by_key(|(time, _)| time.seq);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn us_between(start: Ms, end: Ms) -> u64 {
    ((end.0 - start.0) * 1000.0) as u64
}

const MERGED_NOTE: &str =
    "the program printed much; lines of one origin are shown as one";
const CUT_NOTE: &str = "the program did too much to record all of it; \
                   from the cut on it ran unrecorded";
