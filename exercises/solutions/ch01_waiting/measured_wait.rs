//! A board at the station shows when your train leaves, and how long it took
//! to find out. That's always 0 ms, although you can see that it takes longer.

use std::time::{Duration, Instant};

/// Does the work and returns its result, together with the time that it took.
// The clock has to start before the work. A blocking call returns only when
// it's finished, so everything that it waits for happens before `elapsed`.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

fn main() {
    let (departure, time) = timed(|| "12:04");
    println!("The train leaves at {departure}; that took {time:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::sleep;

    const WAIT: Duration = Duration::from_millis(60);

    #[test]
    fn the_result_of_the_work_is_returned() {
        assert_eq!(timed(|| "12:04").0, "12:04");
    }

    #[test]
    fn a_wait_within_the_work_is_measured() {
        let ((), time) = timed(|| sleep(WAIT));
        assert!(time >= WAIT, "it took {WAIT:?}, the board shows {time:?}");
    }

    #[test]
    fn a_wait_before_the_work_is_not_measured() {
        timed(|| "12:04"); // measured on its own
        sleep(5 * WAIT);
        let ((), time) = timed(|| sleep(WAIT));
        assert!(
            time < 5 * WAIT,
            "it took {WAIT:?}, the board shows {time:?}"
        );
    }

    #[test]
    fn sequential_waits_add_up() {
        let twice = || (timed(|| sleep(WAIT)).1, timed(|| sleep(2 * WAIT)).1);
        let ((first, second), both) = timed(twice);
        assert!(
            both >= 3 * WAIT,
            "both took 180ms, the board shows {both:?}"
        );
        assert!(both >= first + second, "{both:?} < {first:?} + {second:?}");
    }
}
