//! You've heard that a future is polled only when it can make progress.
//! Put a counter between the runtime and the future, and find out.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Wraps a future, and returns its result together with its number of polls.
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
        // TODO: Poll the future, count the poll, and pass the result on.
        self.polls += 1;
        let _ = context;
        Poll::Pending
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
        let result = timeout(Duration::from_secs(60), future).await;
        result.expect("the task is never woken: is the waker passed on?")
    }

    #[tokio::test(start_paused = true)]
    async fn a_ready_future_is_polled_once() {
        assert_eq!(in_time(count_polls(async { "sunny" })).await, ("sunny", 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_takes_two_polls() {
        let wait = sleep(Duration::from_secs(1));
        assert_eq!(in_time(count_polls(wait)).await, ((), 2));
    }

    #[tokio::test(start_paused = true)]
    async fn each_yield_costs_one_more_poll() {
        let polite = async {
            for _ in 0..5 {
                yield_now().await;
            }
            5
        };
        assert_eq!(in_time(count_polls(polite)).await, (5, 6));
    }
}
