//! Two answers are wanted, and this future asks for both of them.
//! But it asks for the second only when it has the first.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Ready when both are.
pub struct Both<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    first: Option<A::Output>,
    second: Option<B::Output>,
}

pub fn both<A: Future, B: Future>(a: A, b: B) -> Both<A, B> {
    Both {
        a: Box::pin(a),
        b: Box::pin(b),
        first: None,
        second: None,
    }
}

impl<A, B> Future for Both<A, B>
where
    A: Future<Output: Unpin>,
    B: Future<Output: Unpin>,
{
    type Output = (A::Output, B::Output);

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Self::Output> {
        // TODO: `ready!` returns `Pending` from here. Who is not asked then?
        if self.first.is_none() {
            self.first = Some(ready!(self.a.as_mut().poll(cx)));
        }
        if self.second.is_none() {
            self.second = Some(ready!(self.b.as_mut().poll(cx)));
        }
        let first = self.first.take().unwrap();
        let second = self.second.take().unwrap();
        Poll::Ready((first, second))
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::{Instant, sleep, timeout};

    async fn answer(word: &'static str, millis: u64) -> &'static str {
        sleep(Duration::from_millis(millis)).await;
        word
    }

    #[track_caller]
    fn took(start: Instant, millis: u128) {
        let time = start.elapsed().as_millis();
        let most = millis + 50;
        assert!(
            (millis..most).contains(&time),
            "it took {time} ms, not {millis}"
        );
    }

    // #[test]
    #[tokio::test(start_paused = true)]
    async fn both_take_the_time_of_the_longer() {
        let start = Instant::now();
        let answers = both(answer("tea", 2000), answer("milk", 1000)).await;
        assert_eq!(answers, ("tea", "milk"));
        took(start, 2000);
    }

    #[tokio::test(start_paused = true)]
    async fn it_does_not_matter_which_is_the_longer() {
        let start = Instant::now();
        let pair = both(answer("tea", 1000), answer("milk", 2000));
        let pair = timeout(Duration::from_secs(60), pair).await;
        assert_eq!(pair, Ok(("tea", "milk")), "it never became ready");
        took(start, 2000);
    }

    #[tokio::test(start_paused = true)]
    async fn both_may_be_put_into_both() {
        let start = Instant::now();
        let two = both(answer("tea", 1500), answer("milk", 1000));
        let three = both(two, answer("bread", 1200)).await;
        assert_eq!(three, (("tea", "milk"), "bread"));
        took(start, 1500);
    }
}
