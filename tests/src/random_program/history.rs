//! The report, sorted by what the checks ask: the polls of each wait, who used
//! its waker, and which of the timeline's tasks is which of the plan's.

use super::report::{Actor, ReportEntry, ReportLine};
use anyhow::{Result, ensure};
use std::collections::HashMap;
use std::ops::Range;

#[derive(Debug, Default)]
pub struct ReportHistory {
    pub lines: Vec<ReportLine>,
    waits: HashMap<usize, ReportedWait>,
    /// The timeline's number of each task of the plan.
    timeline_numbers: HashMap<usize, usize>,
    /// The tasks of each `JoinSet`.
    join_set_members: HashMap<usize, Vec<usize>>,
    /// When each task of the plan ended, and how.
    pub task_ends: HashMap<usize, (u32, String)>,
}

/// What a task awaits, as the program reports it.
#[derive(Debug)]
pub struct ReportedWait {
    pub actor: Actor,
    pub polls_and_drop: Vec<PollOrDrop>,
    /// Who used its waker, and when.
    pub wakes: Vec<(u32, Option<Actor>)>,
}

/// A poll, or the drop at the end.
#[derive(Debug, Clone, Copy)]
pub struct PollOrDrop {
    pub start: u32,
    pub end: u32,
    pub kind: PollOrDropKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollOrDropKind {
    Ready,
    Pending,
    /// Nothing was asked, since the task has used up its budget.
    OutOfBudget,
    Drop,
}

impl ReportHistory {
    pub fn new(lines: Vec<ReportLine>) -> Result<Self> {
        let mut history = ReportHistory::default();
        for line in &lines {
            history.add_line(line)?;
        }
        history.lines = lines;
        Ok(history)
    }

    fn add_line(&mut self, line: &ReportLine) -> Result<()> {
        let record = line.record_number;
        match &line.entry {
            ReportEntry::TaskEnded { task, outcome } => {
                self.map_task(Some(*task), line)?;
                self.task_ends.insert(*task, (record, outcome.clone()));
            }
            ReportEntry::Action(actor) => self.map_task(actor.task, line)?,
            ReportEntry::PollBegin { wait, actor } => {
                self.map_task(actor.task, line)?;
                self.begin_poll_or_drop(
                    *wait,
                    actor,
                    record,
                    PollOrDropKind::Pending,
                );
            }
            ReportEntry::PollEnd {
                wait,
                is_ready,
                has_budget,
            } => {
                let kind = match (is_ready, has_budget) {
                    (true, _) => PollOrDropKind::Ready,
                    (false, true) => PollOrDropKind::Pending,
                    (false, false) => PollOrDropKind::OutOfBudget,
                };
                self.end_poll_or_drop(*wait, record, Some(kind));
            }
            ReportEntry::DropBegin { wait, actor } => {
                self.map_task(actor.task, line)?;
                self.begin_poll_or_drop(
                    *wait,
                    actor,
                    record,
                    PollOrDropKind::Drop,
                );
            }
            ReportEntry::DropEnd { wait } => {
                self.end_poll_or_drop(*wait, record, None)
            }
            ReportEntry::WakerUsed { wait, actor } => {
                if let Some(actor) = actor {
                    self.map_task(actor.task, line)?;
                }
                if let Some(wait) = self.waits.get_mut(wait) {
                    wait.wakes.push((record, actor.clone()));
                }
            }
            ReportEntry::Message { receiver, .. } => {
                self.map_task(*receiver, line)?
            }
            ReportEntry::MissedMessages { task, .. } => {
                self.map_task(Some(*task), line)?
            }
            ReportEntry::JoinSetMember { set, task } => {
                self.join_set_members.entry(*set).or_default().push(*task);
            }
        }
        Ok(())
    }

    /// Each task of the plan is one of the timeline's.
    fn map_task(
        &mut self,
        task: Option<usize>,
        line: &ReportLine,
    ) -> Result<()> {
        let Some(task) = task else {
            let is_outside = line.printing_task.is_none();
            ensure!(is_outside, "{line:?} was printed by no task");
            return Ok(());
        };
        let known = self.timeline_numbers.get(&task).copied();
        let number = line.printing_task;
        ensure!(number.is_some(), "{line:?} was printed by task {task}");
        let is_new = known.is_none() && self.plan_number(number).is_none();
        ensure!(
            is_new || known == number,
            "{line:?}: task {task} is {known:?}"
        );
        self.timeline_numbers
            .extend(number.map(|number| (task, number)));
        Ok(())
    }

    fn begin_poll_or_drop(
        &mut self,
        wait: usize,
        actor: &Actor,
        record: u32,
        kind: PollOrDropKind,
    ) {
        let new = || ReportedWait {
            actor: actor.clone(),
            polls_and_drop: Vec::new(),
            wakes: Vec::new(),
        };
        let wait = self.waits.entry(wait).or_insert_with(new);
        wait.polls_and_drop.push(PollOrDrop {
            start: record,
            end: u32::MAX,
            kind,
        });
    }

    fn end_poll_or_drop(
        &mut self,
        wait: usize,
        record: u32,
        kind: Option<PollOrDropKind>,
    ) {
        let wait = self.waits.get_mut(&wait);
        if let Some(poll_or_drop) =
            wait.and_then(|wait| wait.polls_and_drop.last_mut())
        {
            poll_or_drop.end = record;
            poll_or_drop.kind = kind.unwrap_or(poll_or_drop.kind);
        }
    }

    pub fn find_wait(&self, wait_number: usize) -> Option<&ReportedWait> {
        self.waits.get(&wait_number)
    }

    /// What a task of the timeline awaits at a moment in one of its polls.
    pub fn innermost_wait_at(
        &self,
        task: usize,
        record: u32,
    ) -> Option<&ReportedWait> {
        let last_starts = self.waits.values().filter_map(|wait| {
            let is_its = self.timeline_number(wait.actor.task?) == Some(task);
            let mut polls_and_drop =
                wait.polls_and_drop.iter().filter(|_| is_its);
            let poll_or_drop =
                polls_and_drop.find(|t| t.start < record && record < t.end)?;
            Some((poll_or_drop.start, wait))
        });
        last_starts
            .max_by_key(|(start, _)| *start)
            .map(|(_, wait)| wait)
    }

    /// The timeline's number of a task of the plan.
    pub fn timeline_number(&self, task: usize) -> Option<usize> {
        self.timeline_numbers.get(&task).copied()
    }

    pub fn plan_number(&self, timeline_number: Option<usize>) -> Option<usize> {
        let mut timeline_numbers = self.timeline_numbers.iter();
        timeline_numbers
            .find(|(_, n)| Some(**n) == timeline_number)
            .map(|(task, _)| *task)
    }

    pub fn join_set_members(&self, set: usize) -> &[usize] {
        self.join_set_members.get(&set).map_or(&[], Vec::as_slice)
    }

    /// What a task polled in its last poll before a moment, and since when.
    pub fn last_polled_before(
        &self,
        task: usize,
        before: u32,
    ) -> Option<(u32, Vec<&ReportedWait>)> {
        let before = self
            .lines
            .partition_point(|line| line.record_number < before);
        let mut polled = Vec::new();
        let mut depth = 0;
        let is_of_task = |line: &&ReportLine| line.printing_task == Some(task);
        for line in self.lines[..before].iter().rev().filter(is_of_task) {
            match &line.entry {
                ReportEntry::PollEnd { wait, .. } => {
                    depth += 1;
                    polled.extend(self.find_wait(*wait));
                }
                ReportEntry::PollBegin { .. } => depth -= 1,
                _ => continue,
            }
            if depth == 0 {
                return Some((line.record_number, polled));
            }
        }
        None
    }

    /// Who used the wakers of a task's waits in a span of time.
    pub fn wakes_of(
        &self,
        task: usize,
        span: Range<u32>,
    ) -> impl Iterator<Item = &Option<Actor>> {
        let is_its = move |wait: &&ReportedWait| {
            let planned = wait.actor.task;
            planned.and_then(|planned| self.timeline_number(planned))
                == Some(task)
        };
        let waits = self.waits.values().filter(is_its);
        let wakes = waits.flat_map(|wait| &wait.wakes);
        wakes
            .filter(move |(record, _)| span.contains(record))
            .map(|(_, actor)| actor)
    }

    /// Whether a wait of this kind lacked budget before a moment. The wake that
    /// it asked for may come late, when the task already waits for the next
    /// one.
    pub fn has_lacked_budget_before(
        &self,
        actor: &Actor,
        before_record: u32,
    ) -> bool {
        self.waits.values().any(|wait| {
            let other = &wait.actor;
            let is_same = other.task == actor.task
                && other.activity == actor.activity
                && other.object == actor.object;
            let mut polls = wait.polls_and_drop.iter();
            is_same
                && polls.any(|poll| {
                    poll.kind == PollOrDropKind::OutOfBudget
                        && poll.start < before_record
                })
        })
    }

    /// The last line that a thread printed before a moment.
    pub fn last_line_before(
        &self,
        thread: usize,
        before_record: u32,
    ) -> Option<&ReportLine> {
        let mut lines = self.lines.iter().rev();
        lines.find(|line| {
            line.thread == thread && line.record_number < before_record
        })
    }

    /// The first line that a thread printed after a moment.
    pub fn next_line_after(
        &self,
        thread: usize,
        after_record: u32,
    ) -> Option<&ReportLine> {
        let mut lines = self.lines.iter();
        lines.find(|line| {
            line.thread == thread && line.record_number > after_record
        })
    }
}

impl ReportedWait {
    /// The poll, or the drop, that was going on at a moment.
    pub fn poll_or_drop_at(&self, record: u32) -> Option<PollOrDrop> {
        let mut polls_and_drop = self.polls_and_drop.iter();
        polls_and_drop
            .find(|t| t.start < record && record < t.end)
            .copied()
    }

    /// Who may have ended a part of it that ended in a poll or drop: those who used
    /// the waker after the poll before, which found it not ready.
    pub fn possible_wakers(&self, end: PollOrDrop) -> Vec<Option<&Actor>> {
        let found_pending = |poll_or_drop: &&PollOrDrop| {
            poll_or_drop.start < end.start
                && poll_or_drop.kind == PollOrDropKind::Pending
        };
        let last = self.polls_and_drop.iter().rev().find(found_pending);
        let from = last.map_or(0, |poll_or_drop| poll_or_drop.start);
        let mut after = self.wakes.iter().filter(|(record, _)| *record >= from);
        let before_end = after.clone().filter(|(record, _)| *record < end.end);
        let wakers: Vec<_> =
            before_end.map(|(_, actor)| actor.as_ref()).collect();
        if !wakers.is_empty() {
            return wakers;
        }
        // Another thread has made it ready, and wakes a moment later.
        after
            .next()
            .map(|(_, actor)| actor.as_ref())
            .into_iter()
            .collect()
    }

    pub fn has_lacked_budget(&self) -> bool {
        let mut polls_and_drop = self.polls_and_drop.iter();
        polls_and_drop.any(|poll_or_drop| {
            poll_or_drop.kind == PollOrDropKind::OutOfBudget
        })
    }

    pub fn has_activity_in(&self, activities: &[&str]) -> bool {
        activities.contains(&self.actor.activity.as_str())
    }
}
