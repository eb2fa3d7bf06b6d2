//! Who does what: the actor of the code that runs now, and wakers that report
//! who uses them.

use crate::plan::{Action, Operation};
use std::cell::Cell;
use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::task::{Wake, Waker};

thread_local! {
    static CURRENT_ACTOR: Cell<Option<Actor>> = const { Cell::new(None) };
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
    pub activity: Activity,
    pub object: usize,
}

#[derive(Clone, Copy)]
pub enum Activity {
    Wait(Operation),
    Action(Action),
    Drop(Operation),
    JoinNext,
    /// It polls others, and does nothing itself.
    Combinator(&'static str),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.task {
            Some(task) => write!(f, "{task}")?,
            None => write!(f, "-")?,
        }
        match self.activity {
            Activity::Wait(operation) => write!(f, " {operation:?}")?,
            Activity::Action(action) => write!(f, " {action:?}")?,
            Activity::Drop(operation) => write!(f, " Drop{operation:?}")?,
            Activity::JoinNext => write!(f, " JoinNext")?,
            Activity::Combinator(name) => write!(f, " {name}")?,
        }
        write!(f, " {}", self.object)
    }
}

impl Actor {
    /// What this thread does from here on is done by this actor.
    pub fn set_as_current(self) -> CurrentActorGuard {
        CurrentActorGuard(CURRENT_ACTOR.replace(Some(self)))
    }
}

pub struct CurrentActorGuard(Option<Actor>);

impl Drop for CurrentActorGuard {
    fn drop(&mut self) {
        CURRENT_ACTOR.set(self.0);
    }
}

/// A waker that reports who uses it.
pub struct ReportingWaker {
    pub wait: usize,
    pub waker: Waker,
}

impl ReportingWaker {
    fn report_and_wake(&self, wake: impl FnOnce()) {
        let is_inner = IS_IN_WAKER.replace(true);
        if !is_inner {
            let wait = self.wait;
            match CURRENT_ACTOR.get() {
                Some(actor) => print_line(format!("w {wait} {actor}")),
                None => print_line(format!("w {wait} none")),
            }
        }
        wake();
        IS_IN_WAKER.set(is_inner);
    }
}

impl Wake for ReportingWaker {
    fn wake(self: Arc<Self>) {
        let waker = self.waker.clone();
        self.report_and_wake(|| waker.wake());
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.report_and_wake(|| self.waker.wake_by_ref());
    }
}
