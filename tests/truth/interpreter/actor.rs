//! Who does what: the actor of the code that runs now, and wakers that report
//! who uses them.

use crate::plan::{Act, Operation};
use std::cell::Cell;
use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::task::{Wake, Waker};

thread_local! {
    static ACTOR: Cell<Option<Actor>> = const { Cell::new(None) };
    static IS_IN_WAKER: Cell<bool> = const { Cell::new(false) };
}

pub fn print_line(mut line: String) {
    line.push('\n');
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
}

/// Whose code does what.
#[derive(Clone, Copy)]
pub struct Actor {
    pub task: Option<usize>,
    pub what: Activity,
    pub object: usize,
}

#[derive(Clone, Copy)]
pub enum Activity {
    Wait(Operation),
    Act(Act),
    Drop(Operation),
    JoinNext,
    /// It polls others, and does nothing itself.
    Combined(&'static str),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.task {
            Some(task) => write!(f, "{task}")?,
            None => write!(f, "-")?,
        }
        match self.what {
            Activity::Wait(operation) => write!(f, " {operation:?}")?,
            Activity::Act(act) => write!(f, " {act:?}")?,
            Activity::Drop(operation) => write!(f, " Drop{operation:?}")?,
            Activity::JoinNext => write!(f, " JoinNext")?,
            Activity::Combined(name) => write!(f, " {name}")?,
        }
        write!(f, " {}", self.object)
    }
}

impl Actor {
    /// What this thread does from here on is done by this actor.
    pub fn begin_acting(self) -> Acting {
        Acting(ACTOR.replace(Some(self)))
    }
}

pub struct Acting(Option<Actor>);

impl Drop for Acting {
    fn drop(&mut self) {
        ACTOR.set(self.0);
    }
}

/// A waker that reports who uses it.
pub struct LoggedWaker {
    pub wait: usize,
    pub waker: Waker,
}

impl LoggedWaker {
    fn report(&self, wake: impl FnOnce()) {
        let is_inner = IS_IN_WAKER.replace(true);
        if !is_inner {
            let wait = self.wait;
            match ACTOR.get() {
                Some(actor) => print_line(format!("w {wait} {actor}")),
                None => print_line(format!("w {wait} none")),
            }
        }
        wake();
        IS_IN_WAKER.set(is_inner);
    }
}

impl Wake for LoggedWaker {
    fn wake(self: Arc<Self>) {
        let waker = self.waker.clone();
        self.report(|| waker.wake());
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.report(|| self.waker.wake_by_ref());
    }
}
