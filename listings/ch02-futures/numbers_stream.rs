//! A stream written by hand
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::{Stream, StreamExt};
use tokio::time::{Instant, Sleep, sleep};

const PERIOD: Duration = Duration::from_millis(100);

// ANCHOR: new
struct Numbers {
    next: u32,
    timer: Pin<Box<Sleep>>,
}

impl Stream for Numbers {
    type Item = u32;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<u32>> {
        if self.next > 5 {
            return Poll::Ready(None);
        }
        ready!(self.timer.as_mut().poll(cx)); // return if it is pending
        let number = self.next;
        self.next += 1;
        self.timer.as_mut().reset(Instant::now() + PERIOD);
        Poll::Ready(Some(number))
    }
}
// ANCHOR_END: new

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let timer = Box::pin(sleep(PERIOD));
    let mut numbers = Numbers { next: 1, timer };
    while let Some(number) = numbers.next().await {
        println!("{number} after {:.2} s", start.elapsed().as_secs_f64());
    }
}
