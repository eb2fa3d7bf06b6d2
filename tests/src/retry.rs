//! The only place where a test tries again.
//!
//! A busy machine can make a time or a measured number wrong, and let one of
//! two events that come at about the same time be first. Such a run gets a few
//! more attempts, which are printed and counted, so that a test that often
//! needs them can be found. What is wrong in every attempt is wrong.

use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How often a run is tried in all.
const MAX_ATTEMPTS: u32 = 4;

/// The pause before the second attempt. It doubles before each further one,
/// since what keeps the machine busy may take a while.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

static REPEAT_COUNT: AtomicUsize = AtomicUsize::new(0);

/// Runs `attempt` until it succeeds, fails with an error that a busy machine
/// can't explain, or has failed [`MAX_ATTEMPTS`] times.
pub fn with_attempts<T, E: Display>(
    test_name: &str,
    can_be_load: impl Fn(&E) -> bool,
    mut attempt: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    for number in 1..MAX_ATTEMPTS {
        match attempt() {
            Err(error) if can_be_load(&error) => {
                wait_before_repeat(number, test_name, &error);
            }
            result => return result,
        }
    }
    attempt()
}

/// Prints and counts that attempt `attempt_number` of `test_name` failed with
/// `error`, and pauses before the next one.
fn wait_before_repeat(
    attempt_number: u32,
    test_name: &str,
    error: impl Display,
) {
    let count = REPEAT_COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    eprintln!(
        "attempt {attempt_number} of `{test_name}` failed, which makes repeat \
         {count} of this test program: {error}"
    );
    thread::sleep(FIRST_PAUSE * 2_u32.pow(attempt_number - 1));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a test is run whose attempts all fail with this error.
    fn count_attempts(error: &str) -> u32 {
        let mut count = 0;
        let result: Result<(), &str> = with_attempts(
            "a",
            |error| *error == "late",
            || {
                count += 1;
                Err(error)
            },
        );
        assert_eq!(result, Err(error));
        count
    }

    #[test]
    fn only_an_error_that_load_explains_is_tried_again() {
        assert_eq!(count_attempts("late"), MAX_ATTEMPTS);
        assert_eq!(count_attempts("wrong"), 1);
    }

    #[test]
    fn an_attempt_that_succeeds_is_the_last() {
        let mut errors = vec!["late"];
        let result =
            with_attempts("a", |_| true, || errors.pop().map_or(Ok(7), Err));
        assert_eq!(result, Ok(7));
        assert_eq!(errors.len(), 0);
    }
}
