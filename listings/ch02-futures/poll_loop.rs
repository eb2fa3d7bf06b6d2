//! Five waits on one thread, polled in a loop
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

// ANCHOR: wait
struct Wait {
    city: &'static str,
    until: Instant,
}

impl Future for Wait {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<&'static str> {
        if Instant::now() < self.until {
            return Poll::Pending;
        }
        Poll::Ready(self.city)
    }
}
// ANCHOR_END: wait

// ANCHOR: loop
fn main() {
    let start = Instant::now();
    let until = start + Duration::from_secs(1);
    let cities = ["London", "Paris", "New York", "Tokyo", "Berlin"];
    let mut waits = Vec::from(cities.map(|city| Wait { city, until }));

    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    while !waits.is_empty() {
        waits.retain_mut(|wait| {
            polls += 1;
            let answer = Pin::new(wait).poll(&mut cx);
            if let Poll::Ready(city) = answer {
                println!("{city} after {:.2} s", start.elapsed().as_secs_f64());
            }
            answer.is_pending()
        });
        thread::sleep(Duration::from_millis(1));
    }
    println!("{polls} polls, 5 of them successful");
}
// ANCHOR_END: loop
