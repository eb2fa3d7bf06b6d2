//! What a check tells, in this order; `Verdict` is the last.
//!
//! As JSON each event is one object, such as
//! `{"event":"test-passed","test":"tests::a_wait_is_measured","ms":61.2}`.

use crate::runner::Diagnostic;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    Compiling,
    /// What rustc says; warnings too.
    Diagnostic(Diagnostic),
    /// It is compiled, and these tests will run, several at a time.
    Started {
        tests: Vec<String>,
    },
    TestStarted {
        test: String,
    },
    TestPassed {
        test: String,
        ms: f64,
    },
    TestFailed {
        test: String,
        ms: f64,
        /// What the test says, or why it was stopped.
        message: String,
        /// Where it says so: a line of the text, counted from 1.
        line: Option<usize>,
        /// All that it has printed, or the start of much.
        output: String,
    },
    Verdict {
        verdict: Verdict,
        passed: usize,
        tests: usize,
        /// In a sentence for the reader.
        says: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Solved,
    /// A test fails or never ends.
    Failed,
    NotCompiled,
    /// All tests pass, but they are not those that were shipped.
    TestsChanged,
    /// It could not be checked at all.
    Broken,
}
