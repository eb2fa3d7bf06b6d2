//! A future whose every poll is within a span, and its drop as well.

use crate::Span;
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

pub trait Instrument: Sized {
    fn instrument(self, span: Span) -> Instrumented<Self> {
        let inner = Some(self);
        Instrumented { inner, span }
    }
}

impl<T> Instrument for T {}

pin_project! {
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Instrumented<T> {
        #[pin]
        inner: Option<T>,
        span: Span,
    }

    impl<T> PinnedDrop for Instrumented<T> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _entered = this.span.enter();
            this.inner.set(None);
        }
    }
}

impl<T> Instrumented<T> {
    pub fn span(&self) -> &Span {
        &self.span
    }
}

impl<T: Future> Future for Instrumented<T> {
    type Output = T::Output;

    fn poll(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<T::Output> {
        let this = self.project();
        let _entered = this.span.enter();
        match this.inner.as_pin_mut() {
            Some(inner) => inner.poll(context),
            // It is there until the drop.
            None => Poll::Pending,
        }
    }
}
