//! Who woke a task. What the raw line does not say, the poll that follows
//! does: a task that finds its timer ready was woken by it.

use super::clock::At;
use super::document::Kind;
use super::raw::Line;
use super::rows::WakeKind;
use super::tasks::{Task, Tasks, Turn};
use super::waits::Wait;

/// A waker was used.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    pub at: At,
    cause: Cause,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Cause {
    Task(usize),
    Ended(usize),
    /// The runtime's loop had so many events, and perhaps timers.
    Loop(u64),
    /// This task of the `LocalSet` that the task runs was woken.
    Local(usize),
    Thread,
}

/// A wake as the document has it, still with its order.
#[derive(Debug, Clone, Copy)]
pub struct Woken {
    pub at: At,
    pub by: Option<usize>,
    pub kind: WakeKind,
    pub sure: bool,
    /// The poll that follows it, or how many there were.
    pub poll: usize,
}

impl Call {
    pub fn read(line: &Line<'_>, at: At, tasks: &Tasks) -> Call {
        let by = tasks.find(line.by);
        let ended = tasks.find(line.ended);
        let cause = match (by, ended, line.found) {
            (Some(by), ..) => Cause::Task(by),
            (None, Some(ended), _) => Cause::Ended(ended),
            (None, None, Some(events)) => Cause::Loop(events),
            (None, None, None) => Cause::Thread,
        };
        Call { at, cause }
    }

    /// The task is woken because a task of its `LocalSet` is; only another
    /// task is a cause that says more.
    pub fn for_local(self, local: usize) -> Call {
        let cause = match self.cause {
            Cause::Loop(_) | Cause::Thread => Cause::Local(local),
            told => told,
        };
        Call { cause, ..self }
    }
}

/// The wakes of a task; those that changed nothing are left out.
pub fn of(number: usize, task: &Task, tasks: &[Task]) -> Vec<Woken> {
    let polls = task.real_polls();
    let end = task.end();
    // While its future is dropped, nothing can wake it.
    let before_end =
        |call: &&Call| end.is_none_or(|end| call.at.is_before(end.at));
    let ready = Ready::new(task);
    let mut next = 0;
    let mut wakes: Vec<Woken> = Vec::new();
    for call in task.wakes.iter().filter(before_end) {
        while polls.get(next).is_some_and(|p| p.start.is_before(call.at)) {
            next += 1;
        }
        let timer = polls.get(next).is_some_and(|p| ready.has_timer(p));
        let (by, kind) = judge(number, call, (next, timer), tasks);
        let is_again = wakes
            .iter()
            .rev()
            .take_while(|wake| wake.poll == next)
            .any(|wake| (wake.by, wake.kind) == (by, kind));
        if !is_again {
            wakes.push(Woken {
                at: call.at,
                by,
                kind,
                sure: true,
                poll: next,
            });
        }
    }
    wakes
}

/// By whom, and why. `next` is the poll that follows, and whether it found a
/// timer ready.
fn judge(
    number: usize,
    call: &Call,
    (next, finds_timer): (usize, bool),
    tasks: &[Task],
) -> (Option<usize>, WakeKind) {
    let task = &tasks[number];
    let polls = task.real_polls();
    let gave_way = next.checked_sub(1).is_some_and(|i| polls[i].gave_way);
    match call.cause {
        Cause::Task(by) if by == number => (Some(by), WakeKind::Itself),
        Cause::Task(by) if tasks[by].kind == Kind::Blocking => {
            (Some(by), WakeKind::Thread)
        }
        Cause::Task(by) => (Some(by), WakeKind::Task),
        // Also on a loop without I/O, which sleeps where the recorder cannot
        // see it: so its timers look like whatever came before.
        Cause::Ended(_) | Cause::Thread | Cause::Loop(_) if finds_timer => {
            (None, WakeKind::Timer)
        }
        Cause::Ended(by) => (Some(by), WakeKind::End),
        Cause::Local(local) => (Some(local), WakeKind::Local),
        // A thread that rests without the driver finds nothing, yet goes on.
        Cause::Thread | Cause::Loop(_) if gave_way => {
            (Some(number), WakeKind::Itself)
        }
        Cause::Thread => (None, WakeKind::Thread),
        Cause::Loop(events) => {
            match (events, task.has_due_timer(call.at)) {
                // The poll did not ask for it, but it was due.
                (0, true) => (None, WakeKind::Timer),
                (_, true) => (None, WakeKind::Unknown),
                (1.., false) => (None, WakeKind::Io),
                // Tokio had put the task off, for instance because it had
                // done much at once.
                (0, false) => (Some(number), WakeKind::Itself),
            }
        }
    }
}

/// The waits of a task that were found ready, in this order.
pub struct Ready<'a>(Vec<(At, &'a Wait)>);

impl<'a> Ready<'a> {
    pub fn new(task: &'a Task) -> Self {
        let ready = task.waits.iter().filter_map(|wait| match wait.end {
            Some((at, true)) => Some((at, wait)),
            _ => None,
        });
        let mut ready: Vec<_> = ready.collect();
        ready.sort_by_key(|(at, _)| at.seq);
        Ready(ready)
    }

    /// Those that this poll found.
    pub fn of(&self, poll: &Turn) -> impl Iterator<Item = &'a Wait> {
        let first = self.0.partition_point(|(at, _)| at.is_before(poll.start));
        let until = poll.end;
        self.0[first..]
            .iter()
            .take_while(move |(at, _)| {
                until.is_none_or(|until| at.is_before(until))
            })
            .map(|(_, wait)| *wait)
    }

    pub fn has_timer(&self, poll: &Turn) -> bool {
        self.of(poll).any(Wait::is_timer)
    }
}
