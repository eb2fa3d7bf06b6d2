//! Random programs: what their timelines state is what they report, or unknown.
//!
//! `--bench truth` runs many more of them.

use book_tests::random_program::{Findings, Interpreter};
use timeline::{Observations, WaitEndCause, WakeKind};

const CASE_COUNT: usize = 300;

#[test]
fn causes_are_right_or_unknown_in_random_programs() {
    let interpreter = Interpreter::compile().unwrap();
    let findings = interpreter.run_cases(0..CASE_COUNT).unwrap();
    println!("{findings}");
    assert!(findings.failures.is_empty(), "{findings}");
    assert_eq!(findings.run_count, CASE_COUNT);
    assert_most_causes_are_known(&findings);
}

/// A recorder that states nothing, or only unknown causes, is not right. Most
/// rows count waits; the one of the wakes would hide them.
fn assert_most_causes_are_known(findings: &Findings) {
    for (tallies, least) in [
        (&findings.current_thread, 500),
        (&findings.multi_thread, 250),
    ] {
        let waits = tallies.iter().filter(|(name, _)| *name != "(wakes)");
        let (mut right, mut unknown) = (0, 0);
        for (_, tally) in waits {
            right += tally.right;
            unknown += tally.unknown;
        }
        assert!(right > least && unknown < right / 10, "{findings}");
        assert!(tallies["(wakes)"].right > least, "{findings}");
        assert!(tallies.len() >= 20, "{findings}");
    }
}

/// States a timer as what ended each wait that another task ended.
fn replace_task_causes_by_timers(observations: &mut Observations) {
    for stated in &mut observations.waits {
        let cause = &mut stated.wait.cause;
        if cause.is_some_and(|cause| cause.kind == WakeKind::Task) {
            *cause = Some(WaitEndCause {
                kind: WakeKind::Timer,
                why: None,
                waking_task: None,
            });
        }
    }
}

#[test]
fn a_wrong_cause_is_found_and_its_program_made_smaller() {
    let interpreter = Interpreter::compile()
        .unwrap()
        .with_falsified_observations(replace_task_causes_by_timers);
    let findings = interpreter.run_cases(0..4).unwrap();
    assert!(!findings.failures.is_empty(), "{findings}");
    for failure in &findings.failures {
        let text = failure.to_string();
        assert!(text.contains("kind: Timer"), "{text}");
        assert!(text.contains("interpreter '{"), "{text}");
    }
    let is_smaller = findings.failures.iter().any(|failure| {
        failure.smallest_step_count() < failure.original_step_count().unwrap()
    });
    assert!(is_smaller, "{findings}");
}
