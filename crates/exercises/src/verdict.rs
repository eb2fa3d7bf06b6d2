//! The verdict on an exercise, and why a test has failed.

use super::event::{CheckEvent, Verdict};
use super::harness_output::{Failure, find_panic, output_of};
use super::test_process::TestOutcome;

/// The result of a check.
pub struct Summary {
    pub verdict: Verdict,
    pub passed_count: usize,
    pub test_count: usize,
    /// A sentence for the learner.
    pub message: String,
}

impl Summary {
    pub fn without_tests(verdict: Verdict, message: String) -> Summary {
        Summary {
            verdict,
            passed_count: 0,
            test_count: 0,
            message,
        }
    }

    /// Summarizes a check whose tests have run.
    pub fn of_tests(
        passed_count: usize,
        test_count: usize,
        has_shipped_tests: bool,
    ) -> Summary {
        let failed = test_count - passed_count;
        let (verdict, message) = if failed > 0 {
            (Verdict::Failed, failed_message(failed, test_count))
        } else if test_count > 0 && has_shipped_tests {
            (Verdict::Solved, solved_message(test_count))
        } else {
            let message = "The tests are no longer those of the exercise: put \
                           back what was below `#[cfg(test)]`.";
            (Verdict::TestsChanged, message.to_owned())
        };
        Summary {
            verdict,
            passed_count,
            test_count,
            message,
        }
    }

    pub fn into_event(self) -> CheckEvent {
        CheckEvent::Verdict {
            verdict: self.verdict,
            passed: self.passed_count,
            tests: self.test_count,
            message: self.message,
        }
    }
}

fn solved_message(test_count: usize) -> String {
    match test_count {
        1 => "Solved: its test passes.".to_owned(),
        _ => format!("Solved: all {test_count} tests pass."),
    }
}

fn failed_message(failed_count: usize, test_count: usize) -> String {
    match (failed_count, test_count) {
        (1, 1) => "Its test fails.".to_owned(),
        (1, _) => format!("1 of {test_count} tests fails."),
        _ => format!("{failed_count} of {test_count} tests fail."),
    }
}

/// Explains why the test failed: it was stopped, it panicked, it returned an
/// error, or its process ended early.
pub fn explain_failure(
    outcome: &TestOutcome,
    test: &str,
    source_file: &str,
) -> Failure {
    let without_line = |message| Failure {
        message,
        line: None,
    };
    if let Some(reason) = &outcome.stop_reason {
        return without_line(reason.clone());
    }
    if let Some(panic) = find_panic(&outcome.stderr, test, source_file) {
        return panic;
    }
    let printed = output_of(&outcome.stdout, test);
    let error = printed.lines().rfind(|line| line.starts_with("Error: "));
    without_line(match (error, outcome.status) {
        (Some(error), _) => error.to_owned(),
        (None, Some(status)) => {
            format!("the process ended before the test did: {status}")
        }
        (None, None) => "the process of the test was lost".to_owned(),
    })
}

/// Joins what the test has printed on both streams, its panic included.
pub fn printed_output(outcome: &TestOutcome, test: &str) -> String {
    let stdout = output_of(&outcome.stdout, test);
    format!("{stdout}{}", outcome.stderr.trim_start_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn only_tests_that_pass_and_are_the_shipped_ones_solve_an_exercise() {
        let summary = Summary::of_tests;
        assert_eq!(summary(4, 4, true).verdict, Verdict::Solved);
        assert_eq!(summary(4, 4, true).message, "Solved: all 4 tests pass.");
        assert_eq!(summary(4, 4, false).verdict, Verdict::TestsChanged);
        assert_eq!(summary(0, 0, true).verdict, Verdict::TestsChanged);
        assert_eq!(summary(3, 4, false).message, "1 of 4 tests fails.");
        assert_eq!(summary(1, 4, true).message, "3 of 4 tests fail.");
    }

    #[test]
    fn a_failure_without_a_panic_is_explained_by_how_it_ended() {
        let mut outcome = TestOutcome {
            passed: false,
            time: Duration::from_secs(1),
            stop_reason: None,
            status: None,
            stdout: "Error: \"no city\"\n".to_owned(),
            stderr: String::new(),
            timeline: None,
        };
        let message = |outcome: &TestOutcome| {
            explain_failure(outcome, "a", "a.rs").message
        };
        assert_eq!(message(&outcome), "Error: \"no city\"");
        outcome.stdout.clear();
        assert_eq!(message(&outcome), "the process of the test was lost");
        outcome.stop_reason = Some("still waiting".to_owned());
        assert_eq!(message(&outcome), "still waiting");
    }
}
