//! The only place where a test tries again.
//!
//! A busy machine can make a time or a measured number wrong, and let one of
//! two events that come at about the same time be first. Such a run gets a few
//! more attempts, which are printed and counted, so that a test that often
//! needs them can be found. What is wrong in every attempt is wrong. A program
//! that waits for too short a time fails at once, as does one that hangs.

use std::any::Any;
use std::fmt::Display;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How often a run is tried in all.
const MAX_ATTEMPTS: u32 = 4;

/// The pause before the second attempt. It doubles before each further one,
/// since what keeps the machine busy may take a while.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

static REPEAT_COUNT: AtomicUsize = AtomicUsize::new(0);

/// Runs `attempt` until it succeeds, fails with an error that a busy machine
/// can't explain, or has failed [`MAX_ATTEMPTS`] times.
pub fn with_attempts<T, E: Display>(
    test_name: &str,
    is_explained_by_load: impl Fn(&E) -> bool,
    mut attempt: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    for number in 1..MAX_ATTEMPTS {
        match attempt() {
            Err(error) if is_explained_by_load(&error) => {
                wait_before_repeat(number, test_name, &error);
            }
            result => return result,
        }
    }
    attempt()
}

/// Runs a check that panics if it fails, as [`with_attempts`] does. Panics with
/// the message of the last attempt.
#[track_caller]
pub fn check_with_attempts(name: &str, check: impl Fn()) {
    let attempt =
        || panic::catch_unwind(AssertUnwindSafe(&check)).map_err(panic_message);
    if let Err(message) = with_attempts(name, |_| true, attempt) {
        panic!("{message}");
    }
}

fn panic_message(payload: Box<dyn Any + Send>) -> String {
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => match payload.downcast::<&str>() {
            Ok(message) => (*message).to_owned(),
            Err(_) => "a panic without a message".to_owned(),
        },
    }
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

    #[test]
    fn a_check_that_panics_once_is_repeated() {
        let count = AtomicUsize::new(0);
        check_with_attempts("a", || {
            assert_eq!(count.fetch_add(1, Ordering::Relaxed), 1, "late");
        });
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }

    #[test]
    #[should_panic(expected = "always late")]
    fn a_check_that_always_panics_fails() {
        check_with_attempts("a", || panic!("always late"));
    }
}
