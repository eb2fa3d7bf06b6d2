//! The report, sorted by what the checks ask: the polls of each wait, who used
//! its waker, and which of the timeline's tasks is which of the plan's.

use super::report::{Actor, Entry, Line};
use anyhow::{Result, ensure};
use std::collections::HashMap;
use std::ops::Range;

#[derive(Debug, Default)]
pub struct History {
    pub lines: Vec<Line>,
    waits: HashMap<usize, ReportedWait>,
    /// The timeline's number of each task of the plan.
    numbers: HashMap<usize, usize>,
    /// The tasks of each `JoinSet`.
    members: HashMap<usize, Vec<usize>>,
    /// When each task of the plan ended, and how.
    pub task_ends: HashMap<usize, (u32, String)>,
}

/// What a task awaits, as the program reports it.
#[derive(Debug)]
pub struct ReportedWait {
    pub actor: Actor,
    pub turns: Vec<Turn>,
    /// Who used its waker, and when.
    pub wakes: Vec<(u32, Option<Actor>)>,
}

/// A poll, or the drop at the end.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    pub start: u32,
    pub end: u32,
    pub kind: TurnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnKind {
    Ready,
    Pending,
    /// Nothing was asked, since the task has used up its budget.
    OutOfBudget,
    Drop,
}

impl History {
    pub fn new(lines: Vec<Line>) -> Result<Self> {
        let mut history = History::default();
        for line in &lines {
            history.add_line(line)?;
        }
        history.lines = lines;
        Ok(history)
    }

    fn add_line(&mut self, line: &Line) -> Result<()> {
        let record = line.record_number;
        match &line.entry {
            Entry::TaskEnded { task, outcome } => {
                self.map_task(Some(*task), line)?;
                self.task_ends.insert(*task, (record, outcome.clone()));
            }
            Entry::Act(actor) => self.map_task(actor.task, line)?,
            Entry::PollBegin { wait, actor } => {
                self.map_task(actor.task, line)?;
                self.begin_turn(*wait, actor, record, TurnKind::Pending);
            }
            Entry::PollEnd {
                wait,
                is_ready,
                has_budget,
            } => {
                let kind = match (is_ready, has_budget) {
                    (true, _) => TurnKind::Ready,
                    (false, true) => TurnKind::Pending,
                    (false, false) => TurnKind::OutOfBudget,
                };
                self.end_turn(*wait, record, Some(kind));
            }
            Entry::DropBegin { wait, actor } => {
                self.map_task(actor.task, line)?;
                self.begin_turn(*wait, actor, record, TurnKind::Drop);
            }
            Entry::DropEnd { wait } => self.end_turn(*wait, record, None),
            Entry::Woken { wait, actor } => {
                if let Some(actor) = actor {
                    self.map_task(actor.task, line)?;
                }
                if let Some(wait) = self.waits.get_mut(wait) {
                    wait.wakes.push((record, actor.clone()));
                }
            }
            Entry::Message { receiver, .. } => {
                self.map_task(*receiver, line)?
            }
            Entry::Missed { task, .. } => self.map_task(Some(*task), line)?,
            Entry::Member { set, task } => {
                self.members.entry(*set).or_default().push(*task);
            }
        }
        Ok(())
    }

    /// Each task of the plan is one of the timeline's.
    fn map_task(&mut self, task: Option<usize>, line: &Line) -> Result<()> {
        let Some(task) = task else {
            let is_outside = line.printing_task.is_none();
            ensure!(is_outside, "{line:?} was printed by no task");
            return Ok(());
        };
        let known = self.numbers.get(&task).copied();
        let number = line.printing_task;
        ensure!(number.is_some(), "{line:?} was printed by task {task}");
        let is_new = known.is_none() && self.plan_number(number).is_none();
        ensure!(
            is_new || known == number,
            "{line:?}: task {task} is {known:?}"
        );
        self.numbers.extend(number.map(|number| (task, number)));
        Ok(())
    }

    fn begin_turn(
        &mut self,
        wait: usize,
        actor: &Actor,
        record: u32,
        kind: TurnKind,
    ) {
        let new = || ReportedWait {
            actor: actor.clone(),
            turns: Vec::new(),
            wakes: Vec::new(),
        };
        let wait = self.waits.entry(wait).or_insert_with(new);
        wait.turns.push(Turn {
            start: record,
            end: u32::MAX,
            kind,
        });
    }

    fn end_turn(&mut self, wait: usize, record: u32, kind: Option<TurnKind>) {
        let wait = self.waits.get_mut(&wait);
        if let Some(turn) = wait.and_then(|wait| wait.turns.last_mut()) {
            turn.end = record;
            turn.kind = kind.unwrap_or(turn.kind);
        }
    }

    pub fn wait(&self, wait_number: usize) -> Option<&ReportedWait> {
        self.waits.get(&wait_number)
    }

    /// What a task of the timeline awaits at a moment in one of its polls.
    pub fn innermost_wait_at(
        &self,
        task: usize,
        record: u32,
    ) -> Option<&ReportedWait> {
        let turns = self.waits.values().filter_map(|wait| {
            let is_its = self.timeline_number(wait.actor.task?) == Some(task);
            let mut turns = wait.turns.iter().filter(|_| is_its);
            let turn = turns.find(|t| t.start < record && record < t.end)?;
            Some((turn.start, wait))
        });
        turns.max_by_key(|(start, _)| *start).map(|(_, wait)| wait)
    }

    /// The timeline's number of a task of the plan.
    pub fn timeline_number(&self, task: usize) -> Option<usize> {
        self.numbers.get(&task).copied()
    }

    pub fn plan_number(&self, timeline_number: Option<usize>) -> Option<usize> {
        let mut numbers = self.numbers.iter();
        numbers
            .find(|(_, n)| Some(**n) == timeline_number)
            .map(|(task, _)| *task)
    }

    pub fn members(&self, set: usize) -> &[usize] {
        self.members.get(&set).map_or(&[], Vec::as_slice)
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
        let is_of_task = |line: &&Line| line.printing_task == Some(task);
        for line in self.lines[..before].iter().rev().filter(is_of_task) {
            match &line.entry {
                Entry::PollEnd { wait, .. } => {
                    depth += 1;
                    polled.extend(self.wait(*wait));
                }
                Entry::PollBegin { .. } => depth -= 1,
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

    /// The last line that a thread printed before a moment.
    pub fn last_line(
        &self,
        thread: usize,
        before_record: u32,
    ) -> Option<&Line> {
        let mut lines = self.lines.iter().rev();
        lines.find(|line| {
            line.thread == thread && line.record_number < before_record
        })
    }

    /// The first line that a thread printed after a moment.
    pub fn next_line(&self, thread: usize, after_record: u32) -> Option<&Line> {
        let mut lines = self.lines.iter();
        lines.find(|line| {
            line.thread == thread && line.record_number > after_record
        })
    }
}

impl ReportedWait {
    /// The turn that was going on at a moment.
    pub fn turn_at(&self, record: u32) -> Option<Turn> {
        let mut turns = self.turns.iter();
        turns.find(|t| t.start < record && record < t.end).copied()
    }

    /// Who may have ended a part of it that ended in a turn: those who used
    /// the waker after the poll before, which found it not ready.
    pub fn possible_wakers(&self, end: Turn) -> Vec<Option<&Actor>> {
        let found_pending = |turn: &&Turn| {
            turn.start < end.start && turn.kind == TurnKind::Pending
        };
        let last = self.turns.iter().rev().find(found_pending);
        let from = last.map_or(0, |turn| turn.start);
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
        let mut turns = self.turns.iter();
        turns.any(|turn| turn.kind == TurnKind::OutOfBudget)
    }

    pub fn is_one_of(&self, what: &[&str]) -> bool {
        what.contains(&self.actor.what.as_str())
    }
}
