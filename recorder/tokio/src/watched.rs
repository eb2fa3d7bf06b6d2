//! A task's future or function that says how it ended, since tokio does not.

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How far a task has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Running,
    Done,
}

/// Tells the end when it is dropped.
struct Ending(State);

impl Drop for Ending {
    fn drop(&mut self) {
        // A poll that has not returned has panicked.
        let (done, panicked) = match self.0 {
            State::Waiting => (false, false),
            State::Running => (false, true),
            State::Done => (true, false),
        };
        probe::watch::finished(done, panicked);
    }
}

pin_project! {
    /// A future whose end is told.
    pub struct Watched<F> {
        // Dropped first, so that the end is told before the future is gone.
        ending: Ending,
        #[pin]
        future: F,
    }
}

impl<F> Watched<F> {
    pub fn new(future: F) -> Self {
        let ending = Ending(State::Waiting);
        Self { ending, future }
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<F::Output> {
        let this = self.project();
        this.ending.0 = State::Running;
        let poll = this.future.poll(context);
        this.ending.0 = match poll {
            Poll::Ready(_) => State::Done,
            Poll::Pending => State::Waiting,
        };
        poll
    }
}

/// A function whose end is told, also if it is never called.
pub fn watched_call<R>(work: impl FnOnce() -> R) -> impl FnOnce() -> R {
    let ending = Ending(State::Waiting);
    move || {
        // The whole of it moves in, not only the field that is set.
        let mut ending = ending;
        ending.0 = State::Running;
        let result = work();
        ending.0 = State::Done;
        result
    }
}
