//! Who woke a root, a future that `block_on` runs. Tokio does not tell of its
//! waker. Where the shim does not do so either, for instance in
//! `Handle::block_on`, the waker is inferred from what happened before.

use super::clock::At;
use super::document::Kind;
use super::rows::WakeKind;
use super::tasks::{Task, Turn};
use super::wakes::{Ready, Woken};

/// Where nothing else says when the loop began its turn, events so long ago
/// had nothing to do with this poll.
const TURN_US: u64 = 1000;

/// What happened since the root's last poll, in the turn of the loop in which
/// it was polled again.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// When the loop began the turn.
    turn: Option<At>,
    ended: Vec<Seen>,
    polled: Vec<Seen>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    at: At,
    task: usize,
    thread: usize,
    /// It has not left the task yet.
    is_running: bool,
}

/// More are too many to choose from anyway.
const MOST: usize = 16;

fn add(to: &mut Vec<Seen>, seen: Seen) {
    to.retain(|s| s.task != seen.task && s.is_recent(seen.at));
    if to.len() < MOST {
        to.push(seen);
    }
}

impl Seen {
    fn is_recent(&self, now: At) -> bool {
        self.is_running || now.us.saturating_sub(self.at.us) <= TURN_US
    }
}

/// Watches what happens around a root.
#[derive(Debug)]
pub struct Watch {
    pub root: usize,
    thread: usize,
    before: Before,
}

impl Watch {
    pub fn new(root: usize, thread: usize) -> Watch {
        Watch {
            root,
            thread,
            before: Before::default(),
        }
    }

    /// The root was polled, and waits again.
    pub fn restart(&mut self, thread: usize) {
        self.thread = thread;
        self.before.turn = None;
        self.before.ended.clear();
        self.before.polled.retain(|seen| seen.is_running);
    }

    /// The loop of a thread begins a turn. Only other threads can have had a
    /// part in that.
    pub fn turn(&mut self, thread: usize, at: At) {
        if thread != self.thread {
            return;
        }
        self.before.turn = Some(at);
        for seen in [&mut self.before.ended, &mut self.before.polled] {
            seen.retain(|s| s.thread != thread && s.is_recent(at));
        }
    }

    pub fn ended(&mut self, at: At, task: usize, thread: usize) {
        self.before.polled.retain(|seen| seen.task != task);
        let is_running = false;
        add(
            &mut self.before.ended,
            Seen {
                at,
                task,
                thread,
                is_running,
            },
        );
    }

    /// The end of a task wakes the one that waits for it, and no other.
    pub fn woke_another(&mut self, task: usize) {
        self.before.ended.retain(|seen| seen.task != task);
    }

    pub fn polls(&mut self, at: At, task: usize, thread: usize, begins: bool) {
        let is_running = begins;
        add(
            &mut self.before.polled,
            Seen {
                at,
                task,
                thread,
                is_running,
            },
        );
    }

    pub fn before(&self) -> Box<Before> {
        Box::new(self.before.clone())
    }
}

/// The wakes of a root: one before each poll but the first.
pub fn wakes(root: &Task, tasks: &[Task]) -> Vec<Woken> {
    let polls = root.real_polls();
    let ready = Ready::new(root);
    let later = polls.iter().enumerate().skip(1);
    later
        .map(|(i, poll)| Woken {
            poll: i,
            sure: false,
            ..infer(&ready, poll, tasks)
        })
        .collect()
}

fn infer(ready: &Ready<'_>, poll: &Turn, tasks: &[Task]) -> Woken {
    let nothing = Before::default();
    let before = poll.before.as_deref().unwrap_or(&nothing);
    let turn = before.turn.unwrap_or(poll.start);
    if ready.has_timer(poll) {
        return woken(turn, None, WakeKind::Timer);
    }
    if let Some((at, by)) = ready.of(poll).find_map(|wait| wait.by) {
        return woken(at, Some(by), kind_of(by, tasks));
    }
    let is_named = ready.of(poll).next().is_some();
    let recent = |seen: &[Seen]| {
        let now = poll.start;
        let recent: Vec<Seen> =
            seen.iter().filter(|s| s.is_recent(now)).copied().collect();
        recent
    };
    match (&recent(&before.ended)[..], &recent(&before.polled)[..]) {
        ([], [one]) => {
            let at = if one.is_running { poll.start } else { one.at };
            woken(at, Some(one.task), kind_of(one.task, tasks))
        }
        // What ended is likelier than what only ran.
        ([one], _) if !is_named => woken(one.at, Some(one.task), WakeKind::End),
        _ => woken(poll.start, None, WakeKind::Unknown),
    }
}

fn kind_of(by: usize, tasks: &[Task]) -> WakeKind {
    match tasks[by].kind {
        Kind::Blocking => WakeKind::Thread,
        _ => WakeKind::Task,
    }
}

fn woken(at: At, by: Option<usize>, kind: WakeKind) -> Woken {
    Woken {
        at,
        by,
        kind,
        sure: false,
        poll: 0,
    }
}
