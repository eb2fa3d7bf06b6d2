//! A span: a stretch of the program that a thread enters and leaves.

use crate::{Listener, Value, listener};
use std::num::NonZeroU64;

/// What the listener calls a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id(NonZeroU64);

impl Id {
    pub fn into_u64(&self) -> u64 {
        self.0.get()
    }
}

/// A span as it is made.
#[derive(Debug)]
pub struct Made<'a> {
    pub name: &'static str,
    /// None if it belongs to the span that the thread is in.
    pub parent: Option<Option<Id>>,
    pub fields: &'a [(&'static str, Value<'a>)],
}

impl Made<'_> {
    pub const NO_PARENT: Option<Id> = None;
}

/// A span, or nothing where nobody listens.
#[derive(Debug)]
pub struct Span(Option<Id>);

impl Span {
    pub const fn none() -> Self {
        Self(None)
    }

    #[doc(hidden)]
    pub fn new(listener: &dyn Listener, made: &Made<'_>) -> Self {
        let id = listener.made(made).and_then(NonZeroU64::new);
        Self(id.map(Id))
    }

    pub fn id(&self) -> Option<Id> {
        self.0
    }

    pub fn enter(&self) -> Entered<'_> {
        self.tell(|listener, id| listener.entered(id));
        Entered(self)
    }

    pub fn entered(self) -> EnteredSpan {
        self.tell(|listener, id| listener.entered(id));
        EnteredSpan(self)
    }

    pub fn in_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        let _entered = self.enter();
        work()
    }

    fn tell(&self, call: impl FnOnce(&dyn Listener, u64)) {
        if let Some(id) = self.0
            && let Some(listener) = listener()
        {
            call(listener, id.into_u64());
        }
    }
}

impl Clone for Span {
    fn clone(&self) -> Self {
        self.tell(|listener, id| listener.cloned(id));
        Self(self.0)
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        self.tell(|listener, id| listener.dropped(id));
    }
}

/// The thread is in a span until this is dropped.
#[derive(Debug)]
#[must_use]
pub struct Entered<'a>(&'a Span);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.tell(|listener, id| listener.left(id));
    }
}

/// The same, with the span itself.
#[derive(Debug)]
#[must_use]
pub struct EnteredSpan(Span);

impl Drop for EnteredSpan {
    fn drop(&mut self) {
        self.0.tell(|listener, id| listener.left(id));
    }
}
