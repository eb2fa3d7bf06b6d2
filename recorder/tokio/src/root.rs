//! The future of a `block_on`. Tokio tells of every waker but this one's.

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

pin_project! {
    /// A future whose wakes are told.
    pub struct Root<F> {
        #[pin]
        future: F,
        told: Option<(Arc<Told>, Waker)>,
    }
}

impl<F> Root<F> {
    pub fn new(future: F) -> Self {
        Self { future, told: None }
    }
}

impl<F: Future> Future for Root<F> {
    type Output = F::Output;

    fn poll(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<F::Output> {
        let this = self.project();
        let waker = context.waker();
        let same = this.told.take().filter(|told| told.0.is_for(waker));
        *this.told = same.or_else(|| Told::new(waker));
        match this.told {
            Some((_, told)) => this.future.poll(&mut Context::from_waker(told)),
            None => this.future.poll(context),
        }
    }
}

/// A waker that tells when it is used.
struct Told {
    task: u32,
    waker: Waker,
}

impl Told {
    /// None if this run is not recorded.
    fn new(waker: &Waker) -> Option<(Arc<Self>, Waker)> {
        let task = probe::watch::current_task()?;
        let waker = waker.clone();
        let told = Arc::new(Self { task, waker });
        Some((Arc::clone(&told), Waker::from(told)))
    }

    fn is_for(&self, waker: &Waker) -> bool {
        self.waker.will_wake(waker)
    }
}

impl Wake for Told {
    fn wake(self: Arc<Self>) {
        probe::watch::woken(self.task, "wake");
        self.waker.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        probe::watch::woken(self.task, "wake_by_ref");
        self.waker.wake_by_ref();
    }
}
