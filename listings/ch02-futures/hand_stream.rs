//! Numbers that arrive one by one
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt};
use tokio::time::{Sleep, sleep};

const BEAT: Duration = Duration::from_millis(100);

// ANCHOR: new
struct Numbers {
    next: u32,
    beat: Pin<Box<Sleep>>,
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
        ready!(self.beat.as_mut().poll(cx));
        self.beat = Box::pin(sleep(BEAT));
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let beat = Box::pin(sleep(BEAT));
    let mut numbers = Numbers { next: 1, beat };
    while let Some(number) = numbers.next().await {
        println!("{number} after {:.2} s", start.elapsed().as_secs_f64());
    }
}
// ANCHOR_END: new
