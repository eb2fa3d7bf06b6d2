//! What timelines state, against what 10 000 random programs report.
//!
//! `cargo bench -p book-tests --profile dev --bench truth` prints how many
//! causes were right and how many unknown, and fails where one is wrong; with
//! ` -- COUNT` it runs so many programs, with ` -- FIRST COUNT` from a number on.

use anyhow::{Result, ensure};
use book_tests::random_program::Interpreter;

const DEFAULT_PROGRAM_COUNT: usize = 10_000;

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args()
        .filter_map(|text| text.parse().ok())
        .collect();
    let (first, count) = match numbers[..] {
        [] => (0, DEFAULT_PROGRAM_COUNT),
        [count] => (0, count),
        [first, count, ..] => (first, count),
    };
    let findings = Interpreter::compile()?.run_cases(first..first + count)?;
    println!("{findings}");
    ensure!(findings.failures.is_empty(), "timelines are wrong");
    Ok(())
}
