//! Build the smallest executor there is: one future, one thread, which sleeps
//! while the future waits, and loses no wake.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs the future to its end. While it waits, the thread sleeps.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    // `unpark` leaves a token if the thread is not asleep yet, and `park`
    // then returns at once: so no wake is lost, whoever comes first.
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::oneshot;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::sync::{Arc, mpsc};
    use std::task::Poll as Answer;
    use std::time::Duration;

    /// Fails instead of waiting for ever.
    fn in_time<T: Send + 'static>(
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(work()));
        let done = receiver.recv_timeout(Duration::from_secs(3));
        done.expect("it panicked, or slept for 3 s: was a wake lost?")
    }

    #[test]
    fn what_is_ready_comes_back_at_once() {
        assert_eq!(in_time(|| block_on(async { 7 })), 7);
    }

    #[test]
    fn another_thread_may_wake_it() {
        let answer = in_time(|| {
            let (sender, receiver) = oneshot::channel();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(50));
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
            block_on(std::future::poll_fn(|context| {
                polls += 1;
                context.waker().wake_by_ref();
                if polls < 3 {
                    Answer::Pending
                } else {
                    Answer::Ready(())
                }
            }));
            polls
        });
        assert_eq!(polls, 3);
    }

    #[test]
    fn it_sleeps_while_it_waits() {
        let polls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&polls);
        in_time(move || {
            let (sender, mut receiver) = oneshot::channel::<()>();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(100));
                sender.send(()).unwrap();
            });
            block_on(std::future::poll_fn(move |context| {
                counted.fetch_add(1, Relaxed);
                std::pin::Pin::new(&mut receiver).poll(context)
            }))
            .unwrap();
        });
        let polls = polls.load(Relaxed);
        assert!(polls <= 5, "{polls} polls for one wait: it does not sleep");
    }
}
