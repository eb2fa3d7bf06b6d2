//! What the tasks wait for: sockets and timers.

use mio::event::Event;
use mio::{Events, Token};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, ErrorKind};
use std::task::Waker;
use std::time::{Duration, Instant};

thread_local! {
    pub(crate) static REACTOR: Reactor =
        Reactor::new().expect("sockets can be watched");
}

/// Its events end the sleep of the executor.
pub(crate) const EXECUTOR_TOKEN: Token = Token(0);

/// Everything that tasks wait for, and the wakers of those tasks.
pub(crate) struct Reactor {
    pub(crate) timers: RefCell<BTreeMap<TimerKey, Waker>>,
    pub(crate) sockets: RefCell<HashMap<Token, SocketWakers>>,
    pub(crate) poll: RefCell<mio::Poll>,
    next_id: Cell<usize>,
}

/// Sorted by deadline; the id tells timers with the same deadline apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimerKey {
    pub(crate) deadline: Instant,
    pub(crate) timer_id: usize,
}

#[derive(Default)]
pub(crate) struct SocketWakers {
    pub(crate) reader: Option<Waker>,
    pub(crate) writer: Option<Waker>,
}

impl Reactor {
    fn new() -> io::Result<Self> {
        Ok(Reactor {
            timers: RefCell::default(),
            sockets: RefCell::default(),
            poll: RefCell::new(mio::Poll::new()?),
            next_id: Cell::new(1), // 0 is the executor's
        })
    }

    pub(crate) fn new_id(&self) -> usize {
        self.next_id.replace(self.next_id.get() + 1)
    }

    /// Looks at sockets and timers. If no task is ready, sleeps until one is.
    pub(crate) fn wait(&self, is_idle: bool) {
        let timeout = if is_idle {
            self.time_to_next_timer()
        } else {
            Some(Duration::ZERO)
        };
        let mut events = Events::with_capacity(256);
        match self.poll.borrow_mut().poll(&mut events, timeout) {
            Ok(()) => {}
            // A signal ended the sleep early.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => panic!("cannot wait for sockets: {error}"),
        }
        for event in &events {
            self.wake_tasks_of(event);
        }
        while let Some(waker) = self.remove_due_timer() {
            waker.wake();
        }
    }

    fn wake_tasks_of(&self, event: &Event) {
        let mut sockets = self.sockets.borrow_mut();
        let Some(wakers) = sockets.get_mut(&event.token()) else {
            return; // the executor's own token, or a closed socket
        };
        let can_read = event.is_readable() || event.is_error();
        if can_read && let Some(waker) = wakers.reader.take() {
            waker.wake();
        }
        let can_write = event.is_writable() || event.is_error();
        if can_write && let Some(waker) = wakers.writer.take() {
            waker.wake();
        }
    }

    fn time_to_next_timer(&self) -> Option<Duration> {
        let timers = self.timers.borrow();
        let (earliest, _) = timers.first_key_value()?;
        Some(earliest.deadline.saturating_duration_since(Instant::now()))
    }

    fn remove_due_timer(&self) -> Option<Waker> {
        let mut timers = self.timers.borrow_mut();
        let earliest = timers.first_entry()?;
        let is_due = earliest.key().deadline <= Instant::now();
        is_due.then(|| earliest.remove())
    }
}
