//! This future should run another one for at most a given time, like tokio's
//! `timeout`. It already has a timer, but it never polls it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// Returns `Some(result)` if the work is done in time, and `None` if not.
pub struct WithTimeout<F> {
    timer: Pin<Box<Sleep>>,
    work: Option<Pin<Box<F>>>,
}

pub fn with_timeout<F: Future>(limit: Duration, work: F) -> WithTimeout<F> {
    WithTimeout {
        timer: Box::pin(sleep(limit)),
        work: Some(Box::pin(work)),
    }
}

impl<F: Future> Future for WithTimeout<F> {
    type Output = Option<F::Output>;

    // The work is polled first, so that a result exactly at the limit counts.
    // Polling the timer also gives it our waker, without which it couldn't
    // wake this task. At the limit we drop the work, because the caller may
    // keep this future, and with it everything that the work holds.
    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<F::Output>> {
        let work = self.work.as_mut().expect("polled again after `Ready`");
        if let Poll::Ready(result) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(result));
        }
        if self.timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.work = None;
        Poll::Ready(None)
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::cell::Cell;
    use tokio::time::{Instant, timeout};

    const SECOND: Duration = Duration::from_secs(1);

    /// Records that it has been dropped.
    struct Cup<'a>(&'a Cell<bool>);

    impl Drop for Cup<'_> {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }

    async fn tea(time: Duration, cup_dropped: &Cell<bool>) -> &'static str {
        let _cup = Cup(cup_dropped);
        sleep(time).await;
        "tea"
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_is_done_in_time_returns_its_result() {
        let (cup_dropped, start) = (Cell::new(false), Instant::now());
        let result = with_timeout(2 * SECOND, tea(SECOND, &cup_dropped)).await;
        assert_eq!(result, Some("tea"));
        assert_eq!(
            start.elapsed().as_secs(),
            1,
            "`with_timeout` should return after 1 s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_future_gives_up_at_the_time_limit() {
        let (cup_dropped, start) = (Cell::new(false), Instant::now());
        let limited = with_timeout(2 * SECOND, tea(100 * SECOND, &cup_dropped));
        let result = timeout(5 * SECOND, limited).await;
        assert_eq!(
            result,
            Ok(None),
            "`with_timeout` should give up after its limit"
        );
        assert_eq!(
            start.elapsed().as_secs(),
            2,
            "`with_timeout` should give up after 2 s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn work_is_dropped_at_the_time_limit() {
        let cup_dropped = Cell::new(false);
        let mut limited = with_timeout(SECOND, tea(100 * SECOND, &cup_dropped));
        let result = timeout(5 * SECOND, &mut limited).await;
        assert_eq!(
            result,
            Ok(None),
            "`with_timeout` should give up after its limit"
        );
        assert!(cup_dropped.get(), "`with_timeout` should drop the work");
    }

    #[tokio::test(start_paused = true)]
    async fn a_result_exactly_at_the_limit_is_returned() {
        let cup_dropped = Cell::new(false);
        let result = with_timeout(SECOND, tea(SECOND, &cup_dropped)).await;
        assert_eq!(
            result,
            Some("tea"),
            "work that is ready exactly at the limit should count"
        );
    }
}
