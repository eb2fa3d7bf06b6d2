//! Makes the document of what is known.

use super::clock::At;
use super::document::{self, Outcome, Timeline, VERSION};
use super::ends::End;
use super::recorder::Recorder;
use super::rows::{Ms, Poll, Wake};
use super::tasks::Task;
use super::waits::Wait;
use super::wakes::Woken;
use super::{calls, gaps, groups, root, thin, wakes};

/// Of one task: more polls, or waits, are no more than a blur.
const OF_TASK: usize = 60;
/// Of all tasks together.
const OF_ALL: usize = 6000;
const AT_LEAST: usize = 50;

impl Recorder {
    /// What is known when the program has run for so many milliseconds, which
    /// count only until it tells that it ends: who reads its lines is slower.
    pub fn document(&self, end_ms: f64) -> Timeline {
        let end_ms = if self.has_ended { 0.0 } else { end_ms };
        let end = self.clock.end(end_ms);
        let cut = self.cut.map(|at| self.clock.ms(at.us));
        // Whatever goes on is known until then.
        let known = cut.unwrap_or(end);
        let tasks = self.tasks.all();
        let grouped = groups::group(tasks);
        let mut lanes = Lanes::new(self, known);
        let staying = tasks.iter().enumerate().zip(&grouped.stays);
        for ((number, task), stays) in staying {
            if *stays {
                lanes.add(number, task, tasks);
            }
        }
        let (prints, are_merged) = self.marks.prints(&self.clock);
        let mut notes = lanes.notes;
        let blocks = self.threads.blocked(&self.clock);
        let blocks = calls::drawn(blocks, known, &mut notes);
        notes.extend(are_merged.then(|| MERGED.to_owned()));
        notes.extend(self.cut.map(|_| CUT.to_owned()));
        Timeline {
            v: VERSION,
            end,
            is_virtual: self.clock.is_virtual(),
            cut,
            threads: self.threads.document(&self.clock),
            tasks: lanes.tasks,
            polls: in_order(lanes.polls),
            waits: in_order(lanes.waits),
            wakes: in_order(lanes.wakes),
            blocks,
            parks: self.threads.parked(&self.clock, known),
            prints,
            panics: self.marks.panics(&self.clock),
            levels: self.resources.levels.document(&self.clock),
            groups: grouped.document(tasks, &self.clock),
            notes,
        }
    }
}

/// The tasks that have lanes of their own, and what happened in them.
struct Lanes<'a> {
    recorder: &'a Recorder,
    /// Until when the run is known.
    end: Ms,
    /// Of one task.
    most: usize,
    tasks: Vec<document::Task>,
    polls: Vec<(At, Poll)>,
    waits: Vec<(At, document::Wait)>,
    wakes: Vec<(At, Wake)>,
    notes: Vec<String>,
}

impl<'a> Lanes<'a> {
    fn new(recorder: &'a Recorder, end: Ms) -> Self {
        let tasks = recorder.tasks.all().len();
        let share = OF_ALL / tasks.clamp(1, groups::LANES);
        Lanes {
            recorder,
            end,
            most: share.clamp(AT_LEAST, OF_TASK),
            tasks: Vec::new(),
            polls: Vec::new(),
            waits: Vec::new(),
            wakes: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn add(&mut self, number: usize, task: &Task, all: &[Task]) {
        let woken = match task.kind {
            document::Kind::Main if !task.watched => root::wakes(task, all),
            _ => wakes::of(number, task, all),
        };
        self.tasks.push(self.task(number, task));
        let kept = self.add_polls(number, task);
        self.add_waits(number, task, &woken);
        self.add_wakes(number, &woken, &kept);
    }

    fn task(&self, number: usize, task: &Task) -> document::Task {
        let end = task.end();
        document::Task {
            id: number,
            kind: task.kind,
            name: task.name.clone(),
            line: task.line,
            by: task.by,
            start: self.ms(task.start.us),
            end: end.map(|end| self.ms(end.at.us)),
            how: end.map(|end| end.how),
            sure: end.is_none_or(|end| end.sure),
        }
    }

    /// Which of the polls are kept, the longest first.
    fn add_polls(&mut self, number: usize, task: &Task) -> Vec<bool> {
        let polls = task.real_polls();
        let lengths: Vec<u64> = polls
            .iter()
            .map(|p| {
                p.end
                    .map_or(u64::MAX, |end| end.us.saturating_sub(p.start.us))
            })
            .collect();
        let kept = thin::greatest(&lengths, self.most);
        for (poll, _) in polls.iter().zip(&kept).filter(|(_, kept)| **kept) {
            let end = poll.end.map_or(self.end, |end| self.ms(end.us));
            let start = self.ms(poll.start.us);
            let row = (number, poll.thread, start, end);
            self.polls.push((poll.start, row));
        }
        if polls.len() > self.most {
            self.notes.push(format!(
                "task {number} was polled {} times; the {} longest polls and \
                 waits are shown",
                polls.len(),
                self.most
            ));
        }
        kept
    }

    fn add_waits(&mut self, number: usize, task: &Task, woken: &[Woken]) {
        let end = task.end();
        let nameless = gaps::of(task, woken);
        let rows: Vec<(At, document::Wait)> = task
            .waits
            .iter()
            .chain(&nameless)
            .map(|wait| (wait.start, self.wait(number, wait, end)))
            .filter(|(_, w)| w.end.is_none_or(|end| end.0 > w.start.0))
            .collect();
        let lengths: Vec<u64> = rows
            .iter()
            .map(|(_, w)| w.end.map_or(u64::MAX, |e| micros(e, w.start)))
            .collect();
        let kept = thin::greatest(&lengths, self.most);
        let rows = rows.into_iter().zip(kept);
        let rows = rows.filter_map(|(row, kept)| kept.then_some(row));
        self.waits.extend(rows);
    }

    fn wait(
        &self,
        task: usize,
        wait: &Wait,
        task_end: Option<End>,
    ) -> document::Wait {
        // What is dropped with the task ends with it.
        let end = match (wait.end, task_end) {
            (Some((at, _)), Some(end)) if end.at.is_before(at) => {
                Some((end.at, false))
            }
            (end, _) => end,
        };
        let is_virtual = self.recorder.clock.is_virtual();
        document::Wait {
            task,
            on: wait.on.to_owned(),
            ms: wait.ms.map(|length| {
                Ms::from_us((length.ms(is_virtual) * 1000.0) as u64)
            }),
            line: wait.line,
            start: self.ms(wait.start.us),
            end: end.map(|(at, _)| self.ms(at.us)),
            how: end.map(|(_, ready)| match ready {
                true => Outcome::Ready,
                false => Outcome::Dropped,
            }),
        }
    }

    /// Those before polls that are shown, and before the end.
    fn add_wakes(&mut self, task: usize, woken: &[Woken], kept: &[bool]) {
        for wake in woken {
            if kept.get(wake.poll).copied().unwrap_or(true) {
                let row = Wake {
                    at: self.ms(wake.at.us),
                    task,
                    by: wake.by,
                    kind: wake.kind,
                    sure: wake.sure,
                };
                self.wakes.push((wake.at, row));
            }
        }
    }

    fn ms(&self, us: u64) -> Ms {
        self.recorder.clock.ms(us)
    }
}

/// In the order in which it happened, also within an instant.
fn in_order<T>(mut rows: Vec<(At, T)>) -> Vec<T> {
    rows.sort_by_key(|(at, _)| at.seq);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn micros(end: Ms, start: Ms) -> u64 {
    ((end.0 - start.0) * 1000.0) as u64
}

const MERGED: &str =
    "the program printed much; lines of one origin are shown as one";
const CUT: &str = "the program did too much to record all of it; \
                   from the cut on it ran unrecorded";
