//! Somebody claims that a future of his is polled only when it can go on.
//! Put a counter between the loop and the future, and find out.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Wraps a future, and gives its result with the number of its polls.
pub struct CountPolls<F> {
    future: Pin<Box<F>>,
    polls: u32,
}

pub fn count_polls<F: Future>(future: F) -> CountPolls<F> {
    CountPolls {
        future: Box::pin(future),
        polls: 0,
    }
}

impl<F: Future> Future for CountPolls<F> {
    type Output = (F::Output, u32);

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Self::Output> {
        self.polls += 1;
        // The context goes on to the inner future as it is: its waker wakes
        // this task, and then we are polled, and poll it again. To answer
        // `Pending` without that is to sleep for ever.
        match self.future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready((value, self.polls)),
            Poll::Pending => Poll::Pending,
        }
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::time::Duration;
    use tokio::task::yield_now;
    use tokio::time::{sleep, timeout};

    async fn in_time<F: Future>(future: F) -> F::Output {
        let done = timeout(Duration::from_secs(60), future).await;
        done.expect("nobody wakes it any more: is the waker passed on?")
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_ready_is_polled_once() {
        assert_eq!(in_time(count_polls(async { "sunny" })).await, ("sunny", 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_takes_two_polls() {
        let wait = sleep(Duration::from_secs(1));
        assert_eq!(in_time(count_polls(wait)).await, ((), 2));
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_way_is_polled_again_each_time() {
        let polite = async {
            for _ in 0..5 {
                yield_now().await;
            }
            5
        };
        assert_eq!(in_time(count_polls(polite)).await, (5, 6));
    }
}
