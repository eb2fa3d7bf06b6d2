//! What the tests' ends come to: a verdict, and why each failed.

use super::event::{Event, Verdict};
use super::test::Outcome;
use super::words::{self, Words};

/// What a check has come to.
pub struct Sum {
    pub verdict: Verdict,
    pub passed: usize,
    pub tests: usize,
    pub says: String,
}

impl Sum {
    pub fn without_tests(verdict: Verdict, says: String) -> Sum {
        Sum {
            verdict,
            passed: 0,
            tests: 0,
            says,
        }
    }

    pub fn event(self) -> Event {
        Event::Verdict {
            verdict: self.verdict,
            passed: self.passed,
            tests: self.tests,
            says: self.says,
        }
    }
}

pub fn judge(passed: usize, tests: usize, is_unchanged: bool) -> Sum {
    let (verdict, says) = match (tests - passed, tests) {
        (0, 1..) if is_unchanged => {
            let says = match tests {
                1 => "Solved: its test passes.".to_owned(),
                _ => format!("Solved: all {tests} tests pass."),
            };
            (Verdict::Solved, says)
        }
        (0, _) => {
            let says = "The tests are no longer those of the exercise: put \
                        back what stands below `#[cfg(test)]`.";
            (Verdict::TestsChanged, says.to_owned())
        }
        (1, 1) => (Verdict::Failed, "Its test fails.".to_owned()),
        (1, _) => (Verdict::Failed, format!("1 of {tests} tests fails.")),
        (failed, _) => {
            (Verdict::Failed, format!("{failed} of {tests} tests fail."))
        }
    };
    Sum {
        verdict,
        passed,
        tests,
        says,
    }
}

/// Why the test failed: that it was stopped, its panic, or how it ended.
pub fn why(outcome: &Outcome, test: &str, file: &str) -> Words {
    if let Some(stopped) = &outcome.stopped {
        return Words {
            message: stopped.clone(),
            line: None,
        };
    }
    if let Some(words) = words::panic_in(&outcome.stderr, test, file) {
        return words;
    }
    let printed = words::output_of(&outcome.stdout, test);
    let error = printed.lines().rfind(|line| line.starts_with("Error: "));
    let message = match (error, outcome.status) {
        (Some(error), _) => error.to_owned(),
        (None, Some(status)) => {
            format!("the test did not come to its end: {status}")
        }
        (None, None) => "the test was lost".to_owned(),
    };
    Words {
        message,
        line: None,
    }
}

/// Its own lines: of both streams, the panic's words too.
pub fn printed(outcome: &Outcome, test: &str) -> String {
    let stdout = words::output_of(&outcome.stdout, test);
    format!("{stdout}{}", outcome.stderr.trim_start_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_verdict_needs_tests_and_the_right_ones() {
        assert_eq!(judge(4, 4, true).verdict, Verdict::Solved);
        assert_eq!(judge(4, 4, true).says, "Solved: all 4 tests pass.");
        assert_eq!(judge(4, 4, false).verdict, Verdict::TestsChanged);
        assert_eq!(judge(0, 0, true).verdict, Verdict::TestsChanged);
        assert_eq!(judge(3, 4, false).says, "1 of 4 tests fails.");
        assert_eq!(judge(1, 4, true).says, "3 of 4 tests fail.");
    }

    #[test]
    fn a_test_that_gave_no_reason_is_told_by_how_it_ended() {
        let mut outcome = Outcome {
            passed: false,
            time: Duration::from_secs(1),
            stopped: None,
            status: None,
            stdout: "Error: \"no city\"\n".to_owned(),
            stderr: String::new(),
        };
        assert_eq!(why(&outcome, "a", "a.rs").message, "Error: \"no city\"");
        outcome.stdout.clear();
        assert_eq!(why(&outcome, "a", "a.rs").message, "the test was lost");
        outcome.stopped = Some("still waiting".to_owned());
        assert_eq!(why(&outcome, "a", "a.rs").message, "still waiting");
    }
}
