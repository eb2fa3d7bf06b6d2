//! What a task awaits, with a report of its polls, its wakes and its end.

use crate::actor::{
    Activity, Actor, CurrentActorGuard, ReportingWaker, print_line,
};
use crate::drop_reporter::DropReporter;
use crate::plan::Action;
use futures::future::BoxFuture;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex as Slot};
use std::task::{Context, Poll, Waker};
use tokio::task::coop::has_budget_remaining;

static NEXT_WAIT_NUMBER: AtomicUsize = AtomicUsize::new(0);
/// The tasks that have panicked.
pub static PANICKED_TASKS: Slot<Vec<usize>> = Slot::new(Vec::new());

/// What a task awaits, with a report of its polls, its wakes and its end.
pub struct ReportedFuture {
    wait: usize,
    actor: Actor,
    future: Option<BoxFuture<'static, ()>>,
    /// The task's waker, and the one that reports and then wakes the task.
    wakers: Option<(Waker, Waker)>,
}

impl ReportedFuture {
    pub fn new(
        actor: Actor,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        Self {
            wait: NEXT_WAIT_NUMBER.fetch_add(1, Relaxed),
            actor,
            future: Some(Box::pin(future)),
            wakers: None,
        }
    }

    fn reporting_waker(&mut self, outer: &Waker) -> Waker {
        match &self.wakers {
            Some((known, reporting_waker)) if known.will_wake(outer) => {
                reporting_waker.clone()
            }
            _ => {
                let (wait, waker) = (self.wait, outer.clone());
                let reporting_waker =
                    Waker::from(Arc::new(ReportingWaker { wait, waker }));
                self.wakers = Some((outer.clone(), reporting_waker.clone()));
                reporting_waker
            }
        }
    }

    fn set_as_current(&self, activity: Activity) -> Option<CurrentActorGuard> {
        let is_combined = matches!(activity, Activity::Combinator(_));
        let actor = Actor {
            activity,
            ..self.actor
        };
        (!is_combined).then(|| actor.set_as_current())
    }
}

impl Future for ReportedFuture {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let reporting_waker = self.reporting_waker(cx.waker());
        let (wait, actor) = (self.wait, self.actor);
        print_line(format!("> {wait} {actor} {}", has_budget_remaining()));
        let acting = self.set_as_current(actor.activity);
        let future = self.future.as_mut().expect("polled after its end");
        let result = future
            .as_mut()
            .poll(&mut Context::from_waker(&reporting_waker));
        if result.is_ready() {
            self.future = None;
        }
        drop(acting);
        let state = if result.is_ready() {
            "ready"
        } else {
            "pending"
        };
        print_line(format!("< {wait} {state} {}", has_budget_remaining()));
        result
    }
}

impl Drop for ReportedFuture {
    fn drop(&mut self) {
        let Some(future) = self.future.take() else {
            return;
        };
        if self.wakers.is_none() {
            return;
        }
        let activity = match self.actor.activity {
            Activity::Wait(operation) => Activity::Drop(operation),
            activity => activity,
        };
        let (wait, actor) = (
            self.wait,
            Actor {
                activity,
                ..self.actor
            },
        );
        print_line(format!("x {wait} {actor}"));
        let acting = self.set_as_current(activity);
        drop(future);
        drop(acting);
        print_line(format!("y {wait}"));
    }
}

/// A message knows which task sent it.
#[derive(Clone, Copy)]
pub struct Message(pub Option<usize>);

#[derive(Clone, Copy)]
pub struct CurrentTask(pub Option<usize>);

impl CurrentTask {
    pub fn actor(self, activity: Activity, object: usize) -> Actor {
        Actor {
            task: self.0,
            activity,
            object,
        }
    }

    pub fn report_drop_of<T>(
        self,
        value: T,
        drop: Action,
        object: usize,
    ) -> DropReporter<T> {
        DropReporter::new(value, self.actor(Activity::Action(drop), object))
    }

    pub fn report_received(self, message: Message) {
        let name = |task: Option<usize>| match task {
            Some(task) => task.to_string(),
            None => "-".to_owned(),
        };
        print_line(format!("m {} {}", name(message.0), name(self.0)));
    }
}

/// Reports how a task ended when its future goes.
pub struct TaskEndReport {
    pub task: usize,
    /// Whether the task's future has returned.
    pub is_done: bool,
}

impl TaskEndReport {
    pub fn new(task: usize) -> Self {
        let is_done = false;
        Self { task, is_done }
    }
}

impl Drop for TaskEndReport {
    fn drop(&mut self) {
        // That the thread panics does not mean that this task does.
        let has_panicked = PANICKED_TASKS.lock().unwrap().contains(&self.task);
        let outcome = match (has_panicked, self.is_done) {
            (true, _) => "panicked",
            (false, true) => "done",
            (false, false) => "cancelled",
        };
        print_line(format!("e {} {outcome}", self.task));
    }
}

/// Panics when it is dropped, unless there is a panic already.
pub struct PanicOnDrop(pub usize);

impl Drop for PanicOnDrop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            PANICKED_TASKS.lock().unwrap().push(self.0);
            panic!("in drop, as planned");
        }
    }
}
