//! Random programs: what their timelines state is what they report, or unknown.
//!
//! `--bench truth` runs many more of them.

use book_tests::random_program::Interpreter;

const CASE_COUNT: usize = 300;

#[test]
fn causes_are_right_or_unknown_in_random_programs() {
    let interpreter = Interpreter::compile().unwrap();
    let findings = interpreter.explore(0..CASE_COUNT).unwrap();
    println!("{findings}");
    assert!(findings.failures.is_empty(), "{findings}");
}
