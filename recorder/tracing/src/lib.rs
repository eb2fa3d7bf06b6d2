//! What tokio uses of the crate `tracing`, and no more.
//!
//! With the real one, a program could not install a subscriber of its own:
//! the recorder would be it already. This one has its own single listener, so
//! the two never meet.
#![forbid(unsafe_code)]

mod field;
pub mod instrument;
mod macros;
mod span;

pub use field::Value;
pub use span::{Entered, EnteredSpan, Id, Made, Span};

use std::sync::OnceLock;

/// Hears all that tokio tells.
pub trait Listener: Send + Sync {
    /// A span is made. Its id, or None if nothing is to be told of it.
    fn made(&self, span: &Made<'_>) -> Option<u64>;

    /// Something happens, within the spans that the thread has entered.
    fn told(&self, target: &'static str, fields: &[(&'static str, Value<'_>)]);

    /// The thread enters a span.
    fn entered(&self, span: u64);

    /// The thread leaves a span.
    fn left(&self, span: u64);

    /// A span has one more owner.
    fn cloned(&self, span: u64);

    /// A span has one owner less.
    fn dropped(&self, span: u64);
}

static LISTENER: OnceLock<&'static dyn Listener> = OnceLock::new();

/// From here on `listener` hears all. False if there is another already.
pub fn listen(listener: &'static dyn Listener) -> bool {
    LISTENER.set(listener).is_ok()
}

/// The one who listens.
pub fn listener() -> Option<&'static dyn Listener> {
    LISTENER.get().copied()
}
