//! The events of a check, in this order; `Verdict` is the last.
//!
//! As JSON each event is one object, such as
//! `{"event":"test-passed","test":"tests::a_wait_is_measured","ms":61.2}`.

use serde::Serialize;
use toolchain::Diagnostic;
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum CheckEvent {
    /// The crates that exercises use are being compiled, this once.
    Preparing {
        /// The crate that is being compiled; empty if unknown.
        #[serde(rename = "now")]
        crate_name: String,
    },
    Compiling,
    /// An error or a warning of rustc.
    Diagnostic(Diagnostic),
    /// It is compiled, and these tests will run, several at a time.
    Started {
        tests: Vec<String>,
        /// Whether a test can be recorded on this system.
        recordable: bool,
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
        /// The panic message, or why the test was stopped.
        message: String,
        /// The line of the text where it panicked, counted from 1.
        line: Option<usize>,
        /// What it has printed; of much output, the start and the end.
        output: String,
    },
    Verdict {
        verdict: Verdict,
        passed: usize,
        tests: usize,
        /// In a sentence for the reader.
        message: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
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
