//! A thread has one park token, and anything on the thread can use it up
use std::thread;
use std::time::{Duration, Instant};

// ANCHOR: main
fn main() {
    // An unpark that comes before the park leaves a token.
    thread::current().unpark();
    println!("token left alone: park took {:.2} s", timed_park());

    // Here, something else parks this thread before we do.
    thread::current().unpark();
    thread::scope(|scope| {
        scope.spawn(|| thread::sleep(Duration::from_millis(100)));
    });
    println!("token used up by a scope: park took {:.2} s", timed_park());
}

/// Parks for at most 0.5 s, and returns how long that took.
fn timed_park() -> f64 {
    let start = Instant::now();
    thread::park_timeout(Duration::from_millis(500));
    start.elapsed().as_secs_f64()
}
// ANCHOR_END: main
