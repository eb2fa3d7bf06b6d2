//! How a task ended, and which of its turns were polls.
//!
//! Tokio enters a task's span once more when it drops the task's future, so
//! the last turn of a task that is gone is no poll.

use super::clock::At;
use super::document::{How, Kind};
use super::tasks::{Task, Turn};

#[derive(Debug, Clone, Copy)]
pub struct End {
    pub at: At,
    pub how: How,
    /// False where it is inferred.
    pub sure: bool,
}

impl Task {
    /// The turns in which it was polled.
    pub fn real_polls(&self) -> &[Turn] {
        match self.drop_turn() {
            Some(turn) => &self.polls[..turn],
            None => &self.polls,
        }
    }

    pub fn end(&self) -> Option<End> {
        let finish = self.finish;
        let at = match (self.drop_turn(), self.closed, finish) {
            (Some(turn), ..) => self.polls[turn].start,
            (None, Some(closed), _) => closed,
            (None, None, Some(finish)) => finish.at,
            (None, None, None) => return None,
        };
        let (how, sure) = match finish {
            Some(finish) if finish.panicked => (How::Panicked, true),
            Some(finish) if finish.done => (How::Done, true),
            Some(_) => (How::Cancelled, true),
            None => self.inferred(),
        };
        Some(End { at, how, sure })
    }

    /// A blocking task's function goes within its poll.
    fn drop_turn(&self) -> Option<usize> {
        match (self.closed, self.finish) {
            (Some(_), _) => self.polls.len().checked_sub(1),
            (None, Some(finish)) if self.kind != Kind::Blocking => finish.turn,
            _ => None,
        }
    }

    fn inferred(&self) -> (How, bool) {
        let (Some(drop), Some(last)) =
            (self.polls.last(), self.real_polls().last())
        else {
            return (How::Cancelled, true);
        };
        if last.panicked {
            (How::Panicked, self.kind == Kind::Main)
        } else if self.kind == Kind::Main {
            // `block_on` returns no sooner.
            (How::Done, true)
        } else if drop.follows && !self.waits_at(drop.start) {
            (How::Done, false)
        } else {
            (How::Cancelled, false)
        }
    }

    /// Whether a timer that it waits for may have been over by then.
    pub fn has_due_timer(&self, at: At) -> bool {
        self.waits.iter().any(|wait| {
            let is_open = wait.start.is_before(at)
                && wait.end.is_none_or(|(end, _)| at.is_before(end));
            wait.is_timer() && is_open && wait.may_be_over(at)
        })
    }

    /// Whether something that it waited for was still there.
    fn waits_at(&self, at: At) -> bool {
        self.waits
            .iter()
            .any(|w| w.end.is_none_or(|(end, _)| at.is_before(end)))
    }
}
