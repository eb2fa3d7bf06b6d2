//! The queue: a limited number of programs run at once, and the others wait
//! and know their place.

use std::collections::VecDeque;
use tokio::sync::watch;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Queue {
    state_tx: watch::Sender<QueueState>,
    max_running: usize,
}

#[derive(Debug, Default)]
struct QueueState {
    running_count: usize,
    waiting: VecDeque<u64>,
    next_ticket: u64,
}

impl Queue {
    pub fn new(max_running: usize) -> Queue {
        Queue {
            state_tx: watch::Sender::default(),
            max_running: max_running.max(1),
        }
    }

    /// Joins the end of the queue.
    pub fn join(&self) -> Waiting {
        let mut ticket = 0;
        self.state_tx.send_modify(|entries| {
            ticket = entries.next_ticket;
            entries.next_ticket += 1;
            entries.waiting.push_back(ticket);
        });
        Waiting {
            queue: self.clone(),
            state_rx: self.state_tx.subscribe(),
            ticket,
            reported_place: 0,
        }
    }
}

/// A place in the queue, given up when dropped.
#[derive(Debug)]
pub struct Waiting {
    queue: Queue,
    state_rx: watch::Receiver<QueueState>,
    ticket: u64,
    reported_place: usize,
}

/// A change for the run that waits.
#[derive(Debug)]
pub enum QueueChange {
    /// A new place, counted from 1.
    Place(usize),
    /// The program may run as long as it holds the permit.
    Permitted(Permit),
}

impl Waiting {
    /// Waits until the place changes or the program may run.
    pub async fn next_change(&mut self) -> QueueChange {
        loop {
            if let Some(permit) = self.try_enter() {
                return QueueChange::Permitted(permit);
            }
            let place = self.place();
            if place != self.reported_place {
                self.reported_place = place;
                return QueueChange::Place(place);
            }
            // The sender lives in `self.queue`, so this cannot fail.
            let _ = self.state_rx.changed().await;
        }
    }

    fn try_enter(&mut self) -> Option<Permit> {
        let (ticket, max_running) = (self.ticket, self.queue.max_running);
        let entered = self.queue.state_tx.send_if_modified(|entries| {
            let is_first = entries.waiting.front() == Some(&ticket);
            if !is_first || entries.running_count >= max_running {
                return false;
            }
            entries.waiting.pop_front();
            entries.running_count += 1;
            true
        });
        entered.then(|| Permit {
            state_tx: self.queue.state_tx.clone(),
        })
    }

    fn place(&mut self) -> usize {
        let entries = self.state_rx.borrow_and_update();
        entries
            .waiting
            .iter()
            .position(|ticket| *ticket == self.ticket)
            .map_or(0, |place| place + 1)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.queue.state_tx.send_if_modified(|entries| {
            let before = entries.waiting.len();
            entries.waiting.retain(|ticket| *ticket != self.ticket);
            entries.waiting.len() < before
        });
    }
}

/// The right to run, given back when dropped.
#[derive(Debug)]
pub struct Permit {
    state_tx: watch::Sender<QueueState>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.state_tx
            .send_modify(|entries| entries.running_count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn place(waiting: &mut Waiting) -> Option<usize> {
        match waiting.next_change().now_or_never()? {
            QueueChange::Place(place) => Some(place),
            QueueChange::Permitted(_) => panic!("it may not run yet"),
        }
    }

    fn enter(waiting: &mut Waiting) -> Permit {
        match waiting.next_change().now_or_never() {
            Some(QueueChange::Permitted(permit)) => permit,
            other => panic!("it may not run: {other:?}"),
        }
    }

    #[test]
    fn waiting_programs_move_up_and_run_in_order() {
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
    fn the_others_move_up_when_one_leaves_the_queue() {
        let queue = Queue::new(1);
        let _permit = enter(&mut queue.join());
        let (second, mut third) = (queue.join(), queue.join());
        assert_eq!(place(&mut third), Some(2));
        drop(second);
        assert_eq!(place(&mut third), Some(1));
    }
}
