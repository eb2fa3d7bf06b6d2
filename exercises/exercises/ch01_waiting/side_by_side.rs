//! A travel site asks for the weather in five cities, one after the other. Its
//! visitors shouldn't have to wait longer than the slowest answer takes.

use std::thread;

/// Asks for every city and returns the answers in the order of the cities.
// TODO: ask for all cities at the same time, each on a thread of its own.
fn ask_all(
    cities: &[&str],
    ask: impl Fn(&str) -> String + Sync,
) -> Vec<String> {
    thread::scope(|_scope| cities.iter().map(|city| ask(city)).collect())
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
    fn answers_are_in_the_order_of_the_cities() {
        // Berlin answers first and London last.
        let ask = |city: &str| {
            let index = CITIES.iter().position(|known| *known == city).unwrap();
            thread::sleep(WAIT / 5 * (5 - index as u32));
            city.to_uppercase()
        };
        let expected = ["LONDON", "PARIS", "NEW YORK", "TOKYO", "BERLIN"];
        assert_eq!(ask_all(&CITIES, ask), expected);
    }

    #[test]
    fn all_five_cities_are_asked_at_the_same_time() {
        let in_progress = AtomicUsize::new(0);
        let maximum = AtomicUsize::new(0);
        ask_all(&CITIES, |city| {
            let now = in_progress.fetch_add(1, SeqCst) + 1;
            maximum.fetch_max(now, SeqCst);
            thread::sleep(WAIT);
            in_progress.fetch_sub(1, SeqCst);
            city.to_owned()
        });
        let maximum = maximum.into_inner();
        assert_eq!(
            maximum, 5,
            "at most {maximum} of 5 questions were in progress"
        );
    }

    #[test]
    fn all_questions_take_as_long_as_the_slowest_one() {
        let start = Instant::now();
        ask_all(&CITIES, |city| {
            thread::sleep(WAIT);
            city.to_owned()
        });
        let time = start.elapsed();
        assert!(time < 3 * WAIT, "five waits of {WAIT:?} took {time:?}");
    }

    #[test]
    fn no_cities_give_no_answers() {
        assert!(ask_all(&[], str::to_owned).is_empty());
    }
}
