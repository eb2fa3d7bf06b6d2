//! The futures of tokio's `async fn`s.

use crate::context;
use crate::places::{
    clear_await_place, enter_await_place, enter_combinator_place,
};
use crate::switch::is_recording;
use crate::waits::end_dropped_wait;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future of an `async fn` of tokio's that knows where it is awaited. It is
/// as large as the future.
#[repr(transparent)]
pub struct RecordedFuture<F>(F);

impl<F> RecordedFuture<F> {
    pub fn new(future: F) -> Self {
        Self(future)
    }
}

impl<F: Future> Future for RecordedFuture<F> {
    type Output = F::Output;

    #[track_caller]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let address = std::ptr::from_ref(&*self).addr();
        let _place = enter_await_place(Location::caller());
        let _awaited = set_awaited_future(address);
        // SAFETY: the field is pinned as long as the whole is, and its
        // destructor runs in place.
        let future = unsafe { self.map_unchecked_mut(|at| &mut at.0) };
        future.poll(cx)
    }
}

/// The same for an `async fn` within which the program's code is polled: a
/// place in there says more.
#[repr(transparent)]
pub struct RecordedCombinator<F>(F);

impl<F> RecordedCombinator<F> {
    pub fn new(future: F) -> Self {
        Self(future)
    }
}

impl<F: Future> Future for RecordedCombinator<F> {
    type Output = F::Output;

    #[track_caller]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let _place = enter_combinator_place(Location::caller());
        // SAFETY: the field is pinned as long as the whole is.
        let future = unsafe { self.map_unchecked_mut(|at| &mut at.0) };
        future.poll(cx)
    }
}

/// A future of the program that tokio awaits for it: where tokio is awaited is
/// no place of what this one awaits.
#[repr(transparent)]
pub struct WithoutAwaitPlace<F>(F);

impl<F> WithoutAwaitPlace<F> {
    pub fn new(future: F) -> Self {
        Self(future)
    }
}

impl<F: Future> Future for WithoutAwaitPlace<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let _place = clear_await_place();
        // SAFETY: the field is pinned as long as the whole is.
        let future = unsafe { self.map_unchecked_mut(|at| &mut at.0) };
        future.poll(cx)
    }
}

/// While it lives, the program awaits a future.
struct AwaitedFutureGuard(Option<usize>);

#[inline(never)]
fn set_awaited_future(address: usize) -> AwaitedFutureGuard {
    if !is_recording() {
        return AwaitedFutureGuard(None);
    }
    let outer = context::with(|context| {
        context.awaited_future_address.replace(address)
    });
    AwaitedFutureGuard(Some(outer))
}

impl Drop for AwaitedFutureGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(outer) = self.0 {
            context::with(|context| context.awaited_future_address.set(outer));
        }
    }
}

impl<F> Drop for RecordedFuture<F> {
    fn drop(&mut self) {
        end_dropped_wait(std::ptr::from_ref(self).addr());
    }
}
