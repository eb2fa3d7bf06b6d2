//! The queue: so many run at once, the others wait and know their place.

use std::collections::VecDeque;
use tokio::sync::watch;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Queue {
    line: watch::Sender<Line>,
    at_once: usize,
}

#[derive(Debug, Default)]
struct Line {
    running: usize,
    waiting: VecDeque<u64>,
    next_ticket: u64,
}

impl Queue {
    pub fn new(at_once: usize) -> Queue {
        Queue {
            line: watch::Sender::default(),
            at_once: at_once.max(1),
        }
    }

    /// Joins the end of the line.
    pub fn join(&self) -> Waiting {
        let mut ticket = 0;
        self.line.send_modify(|line| {
            ticket = line.next_ticket;
            line.next_ticket += 1;
            line.waiting.push_back(ticket);
        });
        Waiting {
            queue: self.clone(),
            changes: self.line.subscribe(),
            ticket,
            told: 0,
        }
    }
}

/// A place in the line, given up when dropped.
#[derive(Debug)]
pub struct Waiting {
    queue: Queue,
    changes: watch::Receiver<Line>,
    ticket: u64,
    told: usize,
}

/// What comes of waiting.
#[derive(Debug)]
pub enum Turn {
    /// A new place, counted from 1.
    Place(usize),
    /// Our turn has come.
    Come(Permit),
}

impl Waiting {
    /// Waits until the place is another one, or the turn has come.
    pub async fn turn(&mut self) -> Turn {
        loop {
            if let Some(permit) = self.try_enter() {
                return Turn::Come(permit);
            }
            let place = self.place();
            if place != self.told {
                self.told = place;
                return Turn::Place(place);
            }
            // The sender lives in `self.queue`, so this cannot fail.
            let _ = self.changes.changed().await;
        }
    }

    fn try_enter(&mut self) -> Option<Permit> {
        let (ticket, at_once) = (self.ticket, self.queue.at_once);
        let entered = self.queue.line.send_if_modified(|line| {
            let is_first = line.waiting.front() == Some(&ticket);
            if !is_first || line.running >= at_once {
                return false;
            }
            line.waiting.pop_front();
            line.running += 1;
            true
        });
        entered.then(|| Permit {
            line: self.queue.line.clone(),
        })
    }

    fn place(&mut self) -> usize {
        let line = self.changes.borrow_and_update();
        line.waiting
            .iter()
            .position(|ticket| *ticket == self.ticket)
            .map_or(0, |place| place + 1)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.queue.line.send_if_modified(|line| {
            let before = line.waiting.len();
            line.waiting.retain(|ticket| *ticket != self.ticket);
            line.waiting.len() < before
        });
    }
}

/// The right to run, given back when dropped.
#[derive(Debug)]
pub struct Permit {
    line: watch::Sender<Line>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.line.send_modify(|line| line.running -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn place(waiting: &mut Waiting) -> Option<usize> {
        match waiting.turn().now_or_never()? {
            Turn::Place(place) => Some(place),
            Turn::Come(_) => panic!("it is not its turn"),
        }
    }

    fn enter(waiting: &mut Waiting) -> Permit {
        match waiting.turn().now_or_never() {
            Some(Turn::Come(permit)) => permit,
            other => panic!("it is its turn, not {other:?}"),
        }
    }

    #[test]
    fn who_waits_moves_up_and_enters_in_order() {
        let queue = Queue::new(1);
        let permit = enter(&mut queue.join());
        let (mut second, mut third) = (queue.join(), queue.join());
        assert_eq!(place(&mut second), Some(1));
        assert_eq!(place(&mut third), Some(2));
        assert_eq!(place(&mut third), None);
        drop(permit);
        assert_eq!(place(&mut third), None);
        let permit = enter(&mut second);
        assert_eq!(place(&mut third), Some(1));
        drop(permit);
        enter(&mut third);
    }

    #[test]
    fn who_leaves_the_line_lets_the_others_move_up() {
        let queue = Queue::new(1);
        let _permit = enter(&mut queue.join());
        let (second, mut third) = (queue.join(), queue.join());
        assert_eq!(place(&mut third), Some(2));
        drop(second);
        assert_eq!(place(&mut third), Some(1));
    }
}
