//! A future, polled by hand
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

// ANCHOR: kettle
/// Boils when it is polled for the third time.
struct Kettle {
    polls: u32,
}

impl Future for Kettle {
    type Output = &'static str;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<&'static str> {
        self.polls += 1;
        if self.polls == 3 {
            return Poll::Ready("boiling");
        }
        cx.waker().wake_by_ref(); // "poll me again right away"
        Poll::Pending
    }
}
// ANCHOR_END: kettle

// ANCHOR: main
async fn tea() -> &'static str {
    println!("  tea: puts the kettle on");
    let water = Kettle { polls: 0 }.await;
    println!("  tea: the water is {water}");
    "a cup of tea"
}

fn main() {
    let mut tea = pin!(tea());
    let mut cx = Context::from_waker(Waker::noop());
    println!("Nothing has happened yet");
    for poll in 1..=3 {
        println!("Poll {poll}");
        match tea.as_mut().poll(&mut cx) {
            Poll::Pending => println!("  pending"),
            Poll::Ready(drink) => println!("  ready: {drink}"),
        }
    }
}
// ANCHOR_END: main
