//! The events of a run, and the state of the runner.
//!
//! Their JSON is part of the protocol (`workbook/PROTOCOL.md`), so a field
//! may have another name there.

use serde::{Deserialize, Serialize};
use timeline::Timeline;
use toolchain::{BuildProgress, Diagnostic};
use ts_rs::TS;

/// A program that a reader wants to run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(rename = "RunRequest")]
pub struct Job {
    /// The whole text.
    pub source: String,
    /// The listing that the text was edited from.
    pub listing: String,
    /// Its command-line arguments.
    #[serde(default, rename = "args")]
    pub arguments: Vec<String>,
}

/// What happens in a run, in this order; `Ended` is the last.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum RunEvent {
    /// Other programs run; this one waits.
    Queued {
        /// Its place in the queue, from 1.
        place: usize,
    },
    /// The crates of its chapter are being compiled.
    Preparing {
        done: usize,
        #[serde(rename = "of")]
        total: usize,
        #[serde(rename = "now")]
        current: String,
    },
    Compiling,
    Diagnostic(Diagnostic),
    Started {
        /// What `Runner::stop` takes.
        #[serde(rename = "run")]
        run_id: u64,
        /// Whether it is the listing exactly as the book shows it.
        prebuilt: bool,
    },
    Out {
        stream: Stream,
        /// Milliseconds since the start.
        ms: f64,
        /// Whole lines, or a part of a line where no more came in time.
        text: String,
    },
    /// The limit for the head of the output is reached: of the rest, only the
    /// tail will follow, at the end.
    Withheld {
        bytes: u64,
    },
    /// The whole timeline so far. Sent several times a second while it
    /// changes, and at the end.
    Timeline {
        timeline: Box<Timeline>,
    },
    /// There will be no timeline.
    Unrecorded {
        /// Why, in a sentence for the reader.
        message: String,
    },
    Ended {
        #[serde(rename = "how")]
        kind: EndKind,
        code: Option<i32>,
        signal: Option<i32>,
        /// Milliseconds since the start.
        ms: f64,
        /// How it ended, in a sentence for the reader.
        message: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Stream {
    Stdout,
    Stderr,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum EndKind {
    /// By itself, with an exit code.
    Exit,
    /// By a signal: it crashed.
    Signal,
    /// The reader has stopped it.
    Stopped,
    /// A limit stopped it, or its compilation.
    Limit,
    NotCompiled,
    /// It could not be run at all.
    Failed,
}

/// Whether the crates of the listings are compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum RunnerState {
    /// `done` of the chapter's `total` crates are compiled.
    Preparing {
        done: usize,
        #[serde(rename = "of")]
        total: usize,
        /// The crate that is being compiled.
        #[serde(rename = "now")]
        current: String,
    },
    Ready,
    Failed {
        why: String,
    },
}

impl From<BuildProgress> for RunnerState {
    fn from(progress: BuildProgress) -> RunnerState {
        RunnerState::Preparing {
            done: progress.done,
            total: progress.total,
            current: progress.current,
        }
    }
}
