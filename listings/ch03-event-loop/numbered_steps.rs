//! Run, pause and resume a future by hand
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

// ANCHOR: recipe
async fn recipe() -> &'static str {
    println!("Step 2: the recipe runs until its await");
    wait_until(Instant::now() + Duration::from_millis(100)).await;
    println!("Step 5: the recipe resumes after its await");
    "done"
}
// ANCHOR_END: recipe

fn main() {
    let start = Instant::now();
    // ANCHOR: poll
    let mut recipe = pin!(recipe());
    let mut context = Context::from_waker(Waker::noop());

    println!("Step 1: called, and nothing has run yet");
    assert!(recipe.as_mut().poll(&mut context).is_pending());
    println!("Step 3: the recipe has yielded, and main can do other work");
    println!("Step 4: main waits");
    thread::sleep(Duration::from_millis(100));
    let Poll::Ready(result) = recipe.as_mut().poll(&mut context) else {
        panic!("a tenth of a second has passed");
    };
    // ANCHOR_END: poll
    let seconds = start.elapsed().as_secs_f64();
    println!("Result: {result}, after {seconds:.2} s");
}

/// Pending before the deadline, ready after it. It never wakes its task.
async fn wait_until(deadline: Instant) {
    poll_fn(|_| {
        if Instant::now() < deadline {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await
}
