//! This future waits for two other futures, which should run concurrently.
//! But it doesn't poll the second one until the first one is ready.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Is ready when both of its futures are. (Its results have to be `Unpin`, so
/// that `poll` may store them in `self`. Nearly all types are.)
pub struct JoinBoth<A: Future, B: Future> {
    first: Pin<Box<A>>,
    second: Pin<Box<B>>,
    first_result: Option<A::Output>,
    second_result: Option<B::Output>,
}

pub fn join_both<A: Future, B: Future>(first: A, second: B) -> JoinBoth<A, B> {
    JoinBoth {
        first: Box::pin(first),
        second: Box::pin(second),
        first_result: None,
        second_result: None,
    }
}

impl<A, B> Future for JoinBoth<A, B>
where
    A: Future<Output: Unpin>,
    B: Future<Output: Unpin>,
{
    type Output = (A::Output, B::Output);

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Self::Output> {
        // TODO: `ready!` returns early if a future is pending. Poll both first.
        if self.first_result.is_none() {
            self.first_result = Some(ready!(self.first.as_mut().poll(cx)));
        }
        if self.second_result.is_none() {
            self.second_result = Some(ready!(self.second.as_mut().poll(cx)));
        }
        let first_result = self.first_result.take().unwrap();
        let second_result = self.second_result.take().unwrap();
        Poll::Ready((first_result, second_result))
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::time::Duration;
    use tokio::time::{Instant, sleep, timeout};

    async fn answer(word: &'static str, millis: u64) -> &'static str {
        sleep(Duration::from_millis(millis)).await;
        word
    }

    #[track_caller]
    fn assert_elapsed(start: Instant, expected_ms: u128) {
        let time = start.elapsed().as_millis();
        assert!(
            (expected_ms..expected_ms + 50).contains(&time),
            "`join_both` should take {expected_ms} ms, but took {time} ms"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn both_take_as_long_as_the_slower_one() {
        let start = Instant::now();
        let answers =
            join_both(answer("tea", 2000), answer("milk", 1000)).await;
        assert_eq!(answers, ("tea", "milk"));
        assert_elapsed(start, 2000);
    }

    #[tokio::test(start_paused = true)]
    async fn the_second_may_be_the_slower_one() {
        let start = Instant::now();
        let answers = join_both(answer("tea", 1000), answer("milk", 2000));
        let answers = timeout(Duration::from_secs(60), answers).await;
        assert_eq!(
            answers,
            Ok(("tea", "milk")),
            "`join_both` should be ready within 60 s"
        );
        assert_elapsed(start, 2000);
    }

    #[tokio::test(start_paused = true)]
    async fn join_both_can_be_nested() {
        let start = Instant::now();
        let two = join_both(answer("tea", 1500), answer("milk", 1000));
        let three = join_both(two, answer("bread", 1200)).await;
        assert_eq!(three, (("tea", "milk"), "bread"));
        assert_elapsed(start, 1500);
    }
}
