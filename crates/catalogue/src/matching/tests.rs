//! What fits, and what must not.

use super::*;
use crate::transcript::Transcript;

fn parse_session(expected: &str) -> Session {
    let text = format!("$ cargo run --example x\n{expected}");
    Transcript::parse(&text).unwrap().sessions.remove(0)
}

#[track_caller]
fn assert_fits(expected: &str, printed: &str) {
    assert_eq!(compare(&parse_session(expected), printed), Ok(()));
}

#[track_caller]
fn assert_mismatch(expected: &str, printed: &str, expected_message: &str) {
    let mismatch = compare(&parse_session(expected), printed).unwrap_err();
    assert_eq!(mismatch.message, expected_message);
}

#[test]
fn the_same_lines_fit() {
    assert_fits("a\n\nb\n", "a\n\nb\n");
    assert_fits("a\n", "a\r\n");
    assert_fits("", "");
}

#[test]
fn a_wrong_line_is_shown_between_its_neighbours() {
    assert_mismatch(
        "a\nb\nc\n",
        "a\nx\nc\n",
        "line 2: is another line\n  a\n- b\n+ x\n  c",
    );
}

#[test]
fn a_missing_line_is_named() {
    assert_mismatch("a\nb\n", "a\n", "line 2: is missing\n  a\n- b");
    assert_mismatch("a\n", "", "line 1: is missing\n- a");
}

#[test]
fn an_extra_line_is_named() {
    assert_mismatch("a\n", "a\nb\n", "line 2: one line too many\n  a\n+ b");
}

#[test]
fn too_early_and_too_late_are_wrong_numbers() {
    assert_mismatch(
        "took 2.00 s\n",
        "took 1.99 s\n",
        "line 1: 1.99 s is less than 2.00 s\n- took 2.00 s\n+ took 1.99 s",
    );
    let late = compare(&parse_session("took 2.00 s\n"), "took 3.10 s\n");
    let message = late.unwrap_err().message;
    assert!(message.contains("3.10 s is more than 2.50 s"));
}

#[test]
fn a_line_is_too_early_if_none_like_it_took_long_enough() {
    let is_too_early = |expected: &str, printed: &str| {
        let mismatch = compare(&parse_session(expected), printed);
        mismatch.unwrap_err().is_too_early
    };
    assert!(is_too_early("took 2.00 s\n", "took 1.99 s\n"));
    assert!(is_too_early("...\ntook 2.00 s\n", "x\ntook 1.99 s\n"));
    let block = "[any order]\nA 1.00 s\nB 1.00 s\n[end]\n";
    assert!(is_too_early(block, "B 1.00 s\nA 0.50 s\n"));

    assert!(!is_too_early("took 2.00 s\n", "took 3.10 s\n"));
    assert!(!is_too_early("took [~5] KB\n", "took 0 KB\n"));
    assert!(!is_too_early("took 2.00 s\n", "slept 1.99 s\n"));
    assert!(!is_too_early("took 2.00 s\n", ""));
    assert!(!is_too_early("a\n", "a\nb\n"));
    // The second line came first.
    assert!(!is_too_early("0.50 s\n0.30 s\n", "0.30 s\n0.50 s\n"));
    // It isn't known which of the two lines was expected.
    assert!(!is_too_early("...\n2.00 s\n", "1.00 s\n9.00 s\n"));
}

#[test]
fn any_lines_may_stand_for_none_or_many() {
    assert_fits("a\n...\nb\n", "a\nb\n");
    assert_fits("a\n...\nb\n", "a\nx\ny\nb\n");
    assert_fits("...\nb\n...\n", "b\nb\nc\n");
    assert_fits("a\n...\n", "a\n");
    assert_fits("...\na\n...\nb\n", "x\na\nb\na\nb\n");
}

#[test]
fn after_any_lines_the_next_expected_line_must_follow() {
    assert_mismatch(
        "a\n...\nb\n",
        "a\nx\n",
        "line 2: is another line\n  a\n- b\n+ x",
    );
    assert_mismatch(
        "...\ntook 1.00 s\n",
        "x\ntook 0.50 s\n",
        "line 2: 0.50 s is less than 1.00 s\n  x\n- took 1.00 s\n\
         + took 0.50 s",
    );
}

#[test]
fn any_order_takes_each_line_once() {
    assert_fits("[any order]\na\nb\n[end]\nc\n", "b\na\nc\n");
    // The wildcard must leave `a` to the pattern that needs it.
    assert_fits("[any order]\n[..]\na\n[end]\n", "a\nb\n");
    assert_fits("[any order]\na\n[..]\n[end]\n", "b\na\n");
    assert_mismatch(
        "[any order]\na\na\n[end]\n",
        "a\nb\n",
        "line 2: none of 2 lines in any order\n  a\n- a\n+ b",
    );
}

#[test]
fn any_order_misses_a_line_or_a_time() {
    assert_mismatch(
        "[any order]\na\nb\n[end]\n",
        "b\n",
        "line 1: none of 1 lines in any order\n- a\n+ b",
    );
    assert_mismatch(
        "[any order]\nA 1.00 s\nB 1.00 s\n[end]\n",
        "B 1.00 s\nA 2.00 s\n",
        "line 2: 2.00 s is more than 1.25 s\n  B 1.00 s\n- A 1.00 s\n\
         + A 2.00 s",
    );
}

#[test]
fn free_order_is_only_within_the_block() {
    let expected = parse_session("[any order]\na\nb\n[end]\nc\n");
    assert!(compare(&expected, "a\nc\nb\n").is_err());
}
