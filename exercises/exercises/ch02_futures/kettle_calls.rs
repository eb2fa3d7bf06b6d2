//! A kettle boils when it has been looked at often enough, so says the label.
//! But a cook who waits for this one never gets any tea.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Boils after so many looks.
pub struct Kettle {
    pub looks: u32,
}

impl Future for Kettle {
    type Output = &'static str;

    fn poll(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<&'static str> {
        if self.looks == 0 {
            return Poll::Ready("boiling");
        }
        self.looks -= 1;
        // TODO: Why does nobody look again?
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
    async fn who_waits_gets_boiling_water() {
        let water = timeout(Duration::from_secs(5), Kettle { looks: 3 }).await;
        assert_eq!(water, Ok("boiling"), "nobody was told to look again");
    }

    #[tokio::test(start_paused = true)]
    async fn a_hot_kettle_is_ready_at_once() {
        assert_eq!(Kettle { looks: 0 }.await, "boiling");
    }

    #[test]
    fn it_boils_after_three_looks_and_not_before() {
        let mut kettle = pin!(Kettle { looks: 3 });
        let mut cx = Context::from_waker(Waker::noop());
        for look in 1..=3 {
            let answer = kettle.as_mut().poll(&mut cx);
            assert!(answer.is_pending(), "it boils at look {look}");
        }
        let answer = kettle.as_mut().poll(&mut cx);
        assert!(answer.is_ready(), "after three looks it is still cold");
    }
}
