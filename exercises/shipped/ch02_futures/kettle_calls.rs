//! This kettle boils after it has been polled a few times. That works when
//! you poll it by hand, but if you await it under tokio, it never boils.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Is pending for this many polls, then it boils.
pub struct Kettle {
    pub polls_left: u32,
}

impl Future for Kettle {
    type Output = &'static str;

    fn poll(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<&'static str> {
        if self.polls_left == 0 {
            return Poll::Ready("boiling");
        }
        self.polls_left -= 1;
        // TODO: Make sure that the runtime polls this kettle again.
        Poll::Pending
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::Waker;
    use std::time::Duration;
    use tokio::time::timeout;

    #[tokio::test(start_paused = true)]
    async fn an_awaited_kettle_boils() {
        let water =
            timeout(Duration::from_secs(5), Kettle { polls_left: 3 }).await;
        assert_eq!(
            water,
            Ok("boiling"),
            "nothing woke the kettle's task, so it did not boil within 5 s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_hot_kettle_is_ready_immediately() {
        assert_eq!(Kettle { polls_left: 0 }.await, "boiling");
    }

    #[test]
    fn the_kettle_boils_after_three_polls_and_not_before() {
        let mut kettle = pin!(Kettle { polls_left: 3 });
        let mut cx = Context::from_waker(Waker::noop());
        for number in 1..=3 {
            let answer = kettle.as_mut().poll(&mut cx);
            assert!(
                answer.is_pending(),
                "the kettle boils too early, in poll {number}"
            );
        }
        let answer = kettle.as_mut().poll(&mut cx);
        assert!(
            answer.is_ready(),
            "the kettle should boil after three polls"
        );
    }
}
