//! "I wait for 2 s, then I go": a future with patience, and not too much.
//! This one has a clock and never looks at it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// Gives `Some` result in time, or `None` when the time is over.
pub struct Within<F> {
    clock: Pin<Box<Sleep>>,
    work: Option<Pin<Box<F>>>,
}

pub fn within<F: Future>(time: Duration, work: F) -> Within<F> {
    Within {
        clock: Box::pin(sleep(time)),
        work: Some(Box::pin(work)),
    }
}

impl<F: Future> Future for Within<F> {
    type Output = Option<F::Output>;

    // The work is asked first, so a result at the last moment counts. The
    // clock is polled too, or its waker would not know whom to wake. And a
    // dropped future is gone: nobody must wait for it, nor keep what it holds.
    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<F::Output>> {
        let work = self.work.as_mut().expect("polled after its end");
        if let Poll::Ready(result) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(result));
        }
        if self.clock.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.work = None;
        Poll::Ready(None)
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use tokio::time::{Instant, timeout};

    const SECOND: Duration = Duration::from_secs(1);

    /// Says that it is dropped.
    struct Cup<'a>(&'a Cell<bool>);

    impl Drop for Cup<'_> {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }

    async fn tea(time: Duration, put_away: &Cell<bool>) -> &'static str {
        let _cup = Cup(put_away);
        sleep(time).await;
        "tea"
    }

    // #[test]
    #[tokio::test(start_paused = true)]
    async fn what_is_done_in_time_is_given() {
        let (put_away, start) = (Cell::new(false), Instant::now());
        let result = within(2 * SECOND, tea(SECOND, &put_away)).await;
        assert_eq!(result, Some("tea"));
        assert_eq!(start.elapsed().as_secs(), 1, "it waited longer than 1 s");
    }

    #[tokio::test(start_paused = true)]
    async fn when_the_time_is_over_it_gives_up() {
        let (put_away, start) = (Cell::new(false), Instant::now());
        let hurried = within(2 * SECOND, tea(100 * SECOND, &put_away));
        let result = timeout(5 * SECOND, hurried).await;
        assert_eq!(result, Ok(None), "after 5 s it still waits");
        assert_eq!(start.elapsed().as_secs(), 2, "it should be 2 s");
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_given_up_is_gone_at_once() {
        let put_away = Cell::new(false);
        let mut hurried = within(SECOND, tea(100 * SECOND, &put_away));
        let result = timeout(5 * SECOND, &mut hurried).await;
        assert_eq!(result, Ok(None), "after 5 s it still waits");
        assert!(put_away.get(), "the work that was given up is still kept");
    }

    #[tokio::test(start_paused = true)]
    async fn a_result_at_the_last_moment_counts() {
        let put_away = Cell::new(false);
        let result = within(SECOND, tea(SECOND, &put_away)).await;
        assert_eq!(result, Some("tea"), "it gave up too early");
    }
}
