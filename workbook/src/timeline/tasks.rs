//! The tasks of a run, each with its polls, its waits and its wakes.

use super::clock::At;
use super::document::Kind;
use super::raw::Line;
use super::root::Before;
use super::waits::Wait;
use super::wakes::Call;
use std::collections::HashMap;

/// Tokio's worker threads are blocking tasks to it, spawned in this file.
const WORKERS: &str = "runtime/scheduler/multi_thread/worker.rs";

#[derive(Debug, Default)]
pub struct Tasks {
    all: Vec<Task>,
    /// By the recorder's number; None for what is no task to a reader.
    known: HashMap<u64, Option<usize>>,
}

#[derive(Debug)]
pub struct Task {
    pub kind: Kind,
    pub name: Option<String>,
    pub line: Option<u32>,
    pub by: Option<usize>,
    /// How many tasks were spawned one by another until this one.
    pub depth: usize,
    pub start: At,
    /// The shim sees its end and, of a root, its wakes.
    pub watched: bool,
    pub polls: Vec<Turn>,
    pub waits: Vec<Wait>,
    pub wakes: Vec<Call>,
    /// The shim has seen the future go.
    pub finish: Option<Finish>,
    pub closed: Option<At>,
}

/// A time in which a thread was in the task: to poll it, or to drop it.
#[derive(Debug)]
pub struct Turn {
    pub thread: usize,
    pub start: At,
    pub end: Option<At>,
    /// The thread came here from the task's last turn, at once.
    pub follows: bool,
    pub panicked: bool,
    /// The task called `yield_now`.
    pub gave_way: bool,
    /// What may have woken it; told of roots only.
    pub before: Option<Box<Before>>,
}

#[derive(Debug, Clone, Copy)]
pub struct Finish {
    pub at: At,
    pub done: bool,
    pub panicked: bool,
    /// The turn in which it was told.
    pub turn: Option<usize>,
}

impl Tasks {
    pub fn spawn(
        &mut self,
        line: &Line<'_>,
        at: At,
        by: Option<usize>,
        learners: &str,
    ) {
        let Some(raw) = line.task else { return };
        let Some(kind) = kind(line) else {
            self.known.insert(raw, None);
            return;
        };
        self.known.insert(raw, Some(self.all.len()));
        self.all.push(Task {
            kind,
            name: line.name.as_deref().map(str::to_owned),
            // The root's is the end of `main`.
            line: match kind {
                Kind::Main => None,
                _ => line.line_in(learners),
            },
            by,
            depth: by.map_or(0, |by| self.all[by].depth + 1),
            start: at,
            watched: line.watched,
            polls: Vec::new(),
            waits: Vec::new(),
            wakes: Vec::new(),
            finish: None,
            closed: None,
        });
    }

    pub fn all(&self) -> &[Task] {
        &self.all
    }

    pub fn get_mut(&mut self, task: usize) -> Option<&mut Task> {
        self.all.get_mut(task)
    }

    pub fn find(&self, raw: Option<u64>) -> Option<usize> {
        self.known.get(&raw?).copied().flatten()
    }

    pub fn is(&self, task: usize, kind: Kind) -> bool {
        self.all.get(task).is_some_and(|task| task.kind == kind)
    }
}

impl Task {
    pub fn finish(&mut self, line: &Line<'_>, at: At) {
        let turn = self.polls.len().checked_sub(1);
        self.finish = Some(Finish {
            at,
            done: line.done,
            panicked: line.panicked,
            turn: turn.filter(|turn| self.polls[*turn].end.is_none()),
        });
    }

    pub fn close(&mut self, at: At) {
        self.closed = Some(at);
        let dropped = self.end().map_or(at, |end| end.at);
        for wait in &mut self.waits {
            if wait.end.is_none() {
                wait.end = Some((dropped, false));
            }
        }
    }
}

fn kind(line: &Line<'_>) -> Option<Kind> {
    match line.kind.as_deref() {
        Some("block_on") => Some(Kind::Main),
        Some("local") => Some(Kind::Local),
        Some("blocking") if line.is_in(WORKERS) => None,
        Some("blocking") => Some(Kind::Blocking),
        _ => Some(Kind::Task),
    }
}
