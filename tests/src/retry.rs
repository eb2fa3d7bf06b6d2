//! The only place where a test tries again.
//!
//! A busy machine can make a time or a measured number wrong. Such a run gets
//! one second attempt, which is printed and counted, so that a test that often
//! needs it can be found.

use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};

static SECOND_ATTEMPT_COUNT: AtomicUsize = AtomicUsize::new(0);

/// Runs `attempt`, and once more if it fails with an error that a busy
/// machine can explain.
pub fn with_second_attempt<T, E: Display>(
    name: &str,
    can_be_load: impl FnOnce(&E) -> bool,
    mut attempt: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    match attempt() {
        Err(error) if can_be_load(&error) => {
            report_second_attempt(name, &error);
            attempt()
        }
        result => result,
    }
}

/// Prints and counts that `name` is about to run again because of `error`.
pub fn report_second_attempt(name: &str, error: impl Display) {
    let count = SECOND_ATTEMPT_COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    eprintln!("second attempt {count} of this test program, `{name}`: {error}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a test is run whose attempts all fail with this error.
    fn attempts(error: &str) -> u32 {
        let mut count = 0;
        let result: Result<(), &str> = with_second_attempt(
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
    fn only_an_error_that_load_explains_is_tried_again_and_only_once() {
        assert_eq!(attempts("late"), 2);
        assert_eq!(attempts("wrong"), 1);
    }
}
