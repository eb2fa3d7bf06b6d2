//! A travel site asks for the weather of five cities, one after the other.
//! Its visitors want to wait for the slowest city, not for all of them.

use std::thread;

/// Asks for each city; the answers come in the order of the cities.
// Two loops, and the first must be over before the second starts. It collects
// handles, so that every thread has been started before any is waited for:
// an iterator is lazy, and `map(spawn).map(join)` in one go would start a
// thread, wait for it, and only then start the next.
fn ask_all(
    cities: &[&str],
    ask: impl Fn(&str) -> String + Sync,
) -> Vec<String> {
    // A reference can be copied into every thread; `ask` itself could not.
    let ask = &ask;
    thread::scope(|scope| {
        let threads: Vec<_> = cities
            .iter()
            .map(|city| scope.spawn(move || ask(city)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn main() {
    for answer in ask_all(&["London", "Paris"], |city| format!("{city}: 20")) {
        println!("{answer}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::{Duration, Instant};

    const CITIES: [&str; 5] =
        ["London", "Paris", "New York", "Tokyo", "Berlin"];
    const WAIT: Duration = Duration::from_millis(100);

    #[test]
    fn every_city_is_answered_in_its_place() {
        // Berlin answers first and London last.
        let ask = |city: &str| {
            let place = CITIES.iter().position(|known| *known == city).unwrap();
            thread::sleep(WAIT / 5 * (5 - place as u32));
            city.to_uppercase()
        };
        let expected = ["LONDON", "PARIS", "NEW YORK", "TOKYO", "BERLIN"];
        assert_eq!(ask_all(&CITIES, ask), expected);
    }

    #[test]
    fn all_five_are_asked_at_once() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        ask_all(&CITIES, |city| {
            most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
            thread::sleep(WAIT);
            now.fetch_sub(1, SeqCst);
            city.to_owned()
        });
        let most = most.into_inner();
        assert_eq!(most, 5, "at most {most} of 5 questions were under way");
    }

    #[test]
    fn together_they_take_as_long_as_the_slowest() {
        let start = Instant::now();
        ask_all(&CITIES, |city| {
            thread::sleep(WAIT);
            city.to_owned()
        });
        let time = start.elapsed();
        assert!(time < 3 * WAIT, "five waits of {WAIT:?} took {time:?}");
    }

    #[test]
    fn without_cities_there_is_nothing_to_wait_for() {
        assert!(ask_all(&[], str::to_owned).is_empty());
    }
}
