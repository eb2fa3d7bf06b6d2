//! What a `Notified` of tokio's waits for: other things wait by one, too.

use crate::context;
use crate::objects;
use crate::switch::is_recording;
use crate::waits::{self, end_wait};
use recorder_events::{ObjectKind, Operation, Outcome};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::task::Poll;

/// A `Notified` is dropped. If it was notified, its wait is over: what it is a
/// part of may have looked itself, without another poll.
pub fn record_notified_drop(key: usize, is_notified: impl FnOnce() -> bool) {
    if !is_recording() {
        return;
    }
    let outcome = if is_notified() {
        Outcome::Ready
    } else {
        Outcome::Dropped
    };
    end_wait(key, outcome);
}

/// What a `Notified` waits for: an operation and an object in four bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NotifiedTarget(u32);

impl NotifiedTarget {
    /// The `Notify` itself.
    pub const NOTIFY_ITSELF: Self = Self(0);
}

/// The state of a `Notified`, with what it waits for beside it.
pub struct WithTarget<T> {
    state: T,
    target: NotifiedTarget,
}

impl<T> WithTarget<T> {
    /// A state whose target is what was named before.
    pub fn new(state: T) -> Self {
        let target = take_next_notified_target();
        Self { state, target }
    }

    pub fn target(&self) -> NotifiedTarget {
        self.target
    }
}

impl<T> Deref for WithTarget<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.state
    }
}

impl<T> DerefMut for WithTarget<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.state
    }
}

/// A recorded program prints what it prints in a terminal.
impl<T: fmt::Debug> fmt::Debug for WithTarget<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state.fmt(f)
    }
}

const OBJECT_BITS: u32 = 24;

/// The `Notified` that is made next is this to the program.
#[inline(never)]
pub fn set_next_notified_target(operation: Operation, object: u32) {
    if is_recording() && object >> OBJECT_BITS == 0 {
        context::with(|context| {
            // Only these wait by a `Notified` of something else.
            let code = match operation {
                Operation::Change
                    if context.signal_future_address.get().is_some() =>
                {
                    3
                }
                Operation::Change => 1,
                _ => 2,
            };
            context
                .next_notified_target
                .set(code << OBJECT_BITS | object);
        });
    }
}

/// As [`set_next_notified_target`], for an object that is known by its address.
pub fn set_next_notified_target_at(
    operation: Operation,
    kind: ObjectKind,
    address: usize,
) {
    if is_recording() {
        let object = objects::object_number_at(kind, address);
        set_next_notified_target(
            operation,
            u32::try_from(object).unwrap_or(u32::MAX),
        );
    }
}

/// While it lives, what is polled is a signal, not a `watch` channel.
pub struct SignalPollGuard(Option<Option<usize>>);

/// A signal is polled.
#[inline(never)]
pub fn enter_signal_poll() -> SignalPollGuard {
    if !is_recording() {
        return SignalPollGuard(None);
    }
    SignalPollGuard(Some(context::with(|context| {
        context
            .signal_future_address
            .replace(Some(context.awaited_future_address.get()))
    })))
}

impl Drop for SignalPollGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            context::with(|context| context.signal_future_address.set(before));
        }
    }
}

/// The future that awaits the signal, which says when it is dropped: the
/// `Notified` lives on in the `Signal`.
#[inline(never)]
fn signal_wait_key_or(key: usize) -> usize {
    let awaited = context::with(|context| context.signal_future_address.get());
    awaited.filter(|address| *address > 0).unwrap_or(key)
}

/// What the `Notified` that is being made is for.
#[inline(never)]
pub fn take_next_notified_target() -> NotifiedTarget {
    if !is_recording() {
        return NotifiedTarget::NOTIFY_ITSELF;
    }
    NotifiedTarget(context::with(|context| context.next_notified_target.take()))
}

/// Polls a `Notified`.
pub fn poll_notified<T>(
    target: NotifiedTarget,
    notify: usize,
    key: usize,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    let operation = match target.0 >> OBJECT_BITS {
        0 => Operation::Notified,
        1 => Operation::Change,
        2 => Operation::Close,
        _ => Operation::Signal,
    };
    let key = if is_recording() && operation == Operation::Signal {
        signal_wait_key_or(key)
    } else {
        key
    };
    let object = || match target {
        NotifiedTarget::NOTIFY_ITSELF => {
            objects::object_number_at(ObjectKind::Notify, notify)
        }
        NotifiedTarget(packed) => (packed & ((1 << OBJECT_BITS) - 1)).into(),
    };
    waits::poll(operation, key, object, poll)
}
