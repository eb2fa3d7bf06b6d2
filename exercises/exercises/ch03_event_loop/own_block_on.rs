//! Build the smallest executor there is: it runs one future on one thread,
//! which sleeps while the future waits, and it never loses a wake-up.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

/// Runs the future until it is ready. While it waits, the thread sleeps.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    // TODO: This waker does nothing. Make one that ends the thread's sleep,
    // even if the future has used up the thread's park token.
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        thread::park();
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::oneshot;
    use std::future::poll_fn;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    /// Fails if the work doesn't finish within 3 s.
    fn in_time<T: Send + 'static>(
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(work()));
        let result = receiver.recv_timeout(Duration::from_secs(3));
        result.expect("it panicked, or slept for 3 s: was a wake-up lost?")
    }

    #[test]
    fn a_ready_future_returns_at_once() {
        assert_eq!(in_time(|| block_on(async { 7 })), 7);
    }

    #[test]
    fn a_wake_from_another_thread_ends_the_sleep() {
        let answer = in_time(|| {
            let (sender, receiver) = oneshot::channel();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(50));
                sender.send("sunny").unwrap();
            });
            block_on(receiver).unwrap()
        });
        assert_eq!(answer, "sunny");
    }

    #[test]
    fn a_wake_before_the_sleep_is_not_lost() {
        let polls = in_time(|| {
            let mut polls = 0;
            block_on(poll_fn(|context| {
                polls += 1;
                context.waker().wake_by_ref();
                if polls < 3 {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            }));
            polls
        });
        assert_eq!(polls, 3);
    }

    #[test]
    fn no_wake_is_lost_if_the_future_uses_the_park_token() {
        in_time(|| {
            let mut polls = 0;
            block_on(poll_fn(|context| {
                polls += 1;
                if polls == 2 {
                    return Poll::Ready(());
                }
                context.waker().wake_by_ref();
                // A scope parks this thread until its own threads are done.
                thread::scope(|scope| {
                    scope.spawn(|| thread::sleep(Duration::from_millis(50)));
                });
                Poll::Pending
            }));
        });
    }

    #[test]
    fn the_thread_sleeps_while_the_future_waits() {
        let polls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&polls);
        in_time(move || {
            let (sender, mut receiver) = oneshot::channel::<()>();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(100));
                sender.send(()).unwrap();
            });
            block_on(poll_fn(move |context| {
                counter.fetch_add(1, Relaxed);
                std::pin::Pin::new(&mut receiver).poll(context)
            }))
            .unwrap();
        });
        let polls = polls.load(Relaxed);
        assert!(polls <= 5, "{polls} polls for one wait: it does not sleep");
    }
}
