//! Run, pause, resume, by hand
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

async fn recipe() -> &'static str {
    println!("Step 1: the recipe runs until its await");
    until(Instant::now() + Duration::from_millis(100)).await;
    println!("Step 3: the recipe goes on behind its await");
    "done"
}

fn main() {
    let start = Instant::now();
    // ANCHOR: new
    let mut recipe = pin!(recipe());
    let mut context = Context::from_waker(Waker::noop());

    println!("Called: nothing has run yet");
    assert!(recipe.as_mut().poll(&mut context).is_pending());
    println!("Step 2: it has given way, and we may do what we like");
    thread::sleep(Duration::from_millis(100));
    let Poll::Ready(result) = recipe.as_mut().poll(&mut context) else {
        panic!("a tenth of a second is over");
    };
    // ANCHOR_END: new
    let seconds = start.elapsed().as_secs_f64();
    println!("Result: {result}, after {seconds:.2} s");
}

/// Pending before that moment, ready after it. It wakes nobody.
async fn until(due: Instant) {
    std::future::poll_fn(|_| match Instant::now() < due {
        true => Poll::Pending,
        false => Poll::Ready(()),
    })
    .await
}
