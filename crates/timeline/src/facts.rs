//! What is known of a run, as the events report it. Nothing here is concluded.

use super::clock::Moment;
use super::document::{TaskKind, TaskOutcome};
use recorder_events::{Cause, DeferralReason, ObjectKind, Operation, Outcome};
use std::collections::HashMap;

/// The tasks of a run, in the order in which they were spawned.
#[derive(Debug, Default)]
pub struct Tasks {
    tasks: Vec<Task>,
    /// By the recorder's number; None for what is no task to a reader.
    index_by_id: HashMap<u64, Option<usize>>,
}

#[derive(Debug)]
pub struct Task {
    pub kind: TaskKind,
    /// Where the learner's file spawns it.
    pub line: Option<u32>,
    /// The task that spawned it.
    pub parent: Option<usize>,
    /// How many tasks were spawned one by another until this one.
    pub depth: usize,
    pub start: Moment,
    pub polls: Vec<Poll>,
    pub waits: Vec<Wait>,
    /// The numbers of those that go on.
    pub open_waits: Vec<usize>,
    pub wakes: Vec<Wake>,
    pub deferrals: Deferrals,
    pub end: Option<Termination>,
}

/// A thread polled the task.
#[derive(Debug)]
pub struct Poll {
    pub thread: usize,
    pub start: Moment,
    pub end: Option<Moment>,
    /// The task asked in it to be polled again after the others.
    pub deferral_reason: Option<DeferralReason>,
}

/// Why a task has asked to be polled again after the others.
#[derive(Debug, Default)]
pub struct Deferrals {
    /// Those whose wake is yet to come.
    pending_reasons: Vec<DeferralReason>,
    /// The reason for the wakes that came last.
    last_reason: Option<DeferralReason>,
}

/// When and how a wait ended.
#[derive(Debug, Clone, Copy)]
pub struct WaitEnd {
    pub time: Moment,
    pub outcome: Outcome,
}

/// When and how a task ended.
#[derive(Debug, Clone, Copy)]
pub struct Termination {
    pub time: Moment,
    pub outcome: TaskOutcome,
}

/// A poll found something not ready.
#[derive(Debug, Clone)]
pub struct Wait {
    pub target: Target,
    pub operation: Operation,
    /// Where the learner's file awaits it.
    pub line: Option<u32>,
    /// It is the one for a socket's connection.
    pub is_connection: bool,
    /// How long a timer was to take, in microseconds.
    pub timer_us: Option<u64>,
    /// From then on, the task waits for the same thing nowhere else.
    pub sole_wait_since: Option<Moment>,
    pub start: Moment,
    pub end: Option<WaitEnd>,
}

/// What a wait is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Object(u32),
    /// The end of a task, if it is one to the reader.
    Task(Option<usize>),
    /// The other tasks: it asked to be polled again after them.
    Others(DeferralReason),
    /// Something that the recorder does not see.
    Unknown,
}

/// A waker was used.
#[derive(Debug, Clone, Copy)]
pub struct Wake {
    pub time: Moment,
    pub cause: Cause,
    /// The object that the cause is about.
    pub object: Option<u32>,
    /// The task that ended, or the task of the `LocalSet` that was woken.
    pub cause_task: Option<usize>,
    /// What the task had asked for, if that is known.
    pub deferral_reason: Option<DeferralReason>,
    pub waker: Waker,
}

/// Whose code used the waker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waker {
    Task(usize),
    /// A thread of the program's own, or one that a library has made.
    Thread,
    /// A runtime's thread, outside of any task.
    Runtime,
}

/// What tasks share or wait for.
#[derive(Debug, Clone, Default)]
pub struct Object {
    pub kind: Option<ObjectKind>,
    /// Where the learner's file makes it.
    pub line: Option<u32>,
    /// A capacity, a number of permits, the microseconds of a timer.
    pub size_or_duration_us: Option<u64>,
    /// What a socket is connected to, or listens on.
    pub name: Option<String>,
    /// The next wait for writing is the one for the connection.
    pub is_connecting: bool,
    /// When its time was up, the last time.
    pub timer_fired_at: Option<Moment>,
}

impl Tasks {
    /// Takes a task in, or only its number if it is none to a reader.
    pub fn add(&mut self, task_id: u64, task: Option<Task>) {
        let place = task.is_some().then_some(self.tasks.len());
        self.index_by_id.insert(task_id, place);
        self.tasks.extend(task);
    }

    pub fn as_slice(&self) -> &[Task] {
        &self.tasks
    }

    pub fn get_mut(&mut self, task: usize) -> Option<&mut Task> {
        self.tasks.get_mut(task)
    }

    pub fn index_of_task(&self, task_id: Option<u64>) -> Option<usize> {
        self.index_by_id.get(&task_id?).copied().flatten()
    }

    pub fn depth_below(&self, parent: Option<usize>) -> usize {
        parent.map_or(0, |parent| self.tasks[parent].depth + 1)
    }
}

impl Task {
    pub fn is_blocking(&self) -> bool {
        self.kind == TaskKind::Blocking
    }

    /// The poll that goes on.
    pub fn current_poll(&mut self) -> Option<&mut Poll> {
        self.polls.last_mut().filter(|poll| poll.end.is_none())
    }

    /// It asks to be polled again after the others.
    pub fn note_deferral(&mut self, why: DeferralReason) {
        self.deferrals.add(why);
        if let Some(poll) = self.current_poll() {
            poll.deferral_reason = Some(why);
        }
    }

    /// The wakes while a wait went on.
    pub fn wakes_during(&self, wait: &Wait) -> impl Iterator<Item = &Wake> {
        let first =
            self.wakes.partition_point(|w| w.time.is_before(wait.start));
        let wait_end = wait.end.map(|end| end.time);
        self.wakes[first..].iter().take_while(move |wake| {
            wait_end.is_none_or(|end| wake.time.is_before(end))
        })
    }

    /// A wait begins; the result is its number.
    pub fn begin_wait(&mut self, wait: Wait) -> usize {
        let number = self.waits.len();
        self.waits.push(wait);
        self.open_waits.push(number);
        self.update_sole_wait(number);
        number
    }

    pub fn end_wait(&mut self, wait_number: usize, wait_end: WaitEnd) {
        self.waits[wait_number].end.get_or_insert(wait_end);
        self.open_waits.retain(|open| *open != wait_number);
        self.update_sole_wait(wait_number);
    }

    /// One of several equal waits has begun or ended.
    fn update_sole_wait(&mut self, changed: usize) {
        let (target, operation, changed_at) = {
            let wait = &self.waits[changed];
            let changed_at = wait.end.map_or(wait.start, |end| end.time);
            (wait.target, wait.operation, changed_at)
        };
        let waits = &self.waits;
        let is_equal = |number: &usize| {
            (waits[*number].target, waits[*number].operation)
                == (target, operation)
        };
        let open = self.open_waits.iter().copied();
        let equal: Vec<usize> = open.filter(is_equal).collect();
        let sole_wait_since = (equal.len() == 1).then_some(changed_at);
        for number in equal {
            self.waits[number].sole_wait_since = sole_wait_since;
        }
    }

    /// How many polls began before a moment.
    pub fn count_polls_before(&self, at: Moment) -> usize {
        self.polls.partition_point(|poll| poll.start.is_before(at))
    }
}

impl Deferrals {
    pub fn add(&mut self, why: DeferralReason) {
        self.pending_reasons.push(why);
    }

    /// The runtime wakes all that asked; None if they asked for two reasons.
    pub fn take_reason(&mut self) -> Option<DeferralReason> {
        if let Some(first) = self.pending_reasons.first().copied() {
            let is_one = self.pending_reasons.iter().all(|why| *why == first);
            self.last_reason = is_one.then_some(first);
            self.pending_reasons.clear();
        }
        self.last_reason
    }
}

impl Wait {
    /// Whether it went on at a moment.
    pub fn is_open_at(&self, at: Moment) -> bool {
        self.start.is_before(at)
            && self.end.is_none_or(|end| at.is_before(end.time))
    }
}
