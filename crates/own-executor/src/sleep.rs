//! A timer as a future.

use crate::reactor::{REACTOR, Reactor, TimerKey};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

pub struct Sleep {
    timer: TimerKey,
}

/// Returns a future that is ready when `time` has passed.
pub fn sleep(time: Duration) -> Sleep {
    let deadline = Instant::now() + time;
    let timer_id = REACTOR.with(Reactor::new_id);
    Sleep {
        timer: TimerKey { deadline, timer_id },
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.timer.deadline {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        REACTOR.with(|reactor| {
            reactor.timers.borrow_mut().insert(self.timer, waker)
        });
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        REACTOR.with(|reactor| reactor.timers.borrow_mut().remove(&self.timer));
    }
}
