//! What the runner tells: the events of a run, and its own state.

use crate::timeline::Timeline;
use serde::{Deserialize, Serialize};

/// A program that a reader wants to run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Job {
    /// All of its text.
    pub source: String,
    /// The listing that it started from.
    pub listing: String,
}

/// What happens in a run, in this order; `Ended` is the last.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// Others run: this one is the `place`th that waits.
    Queued {
        place: usize,
    },
    /// The crates of its chapter are being compiled.
    Preparing {
        done: usize,
        of: usize,
        now: String,
    },
    Compiling,
    Diagnostic(Diagnostic),
    Started {
        /// What `Runner::stop` takes.
        run: u64,
        /// It is the listing as it stands in the book.
        prebuilt: bool,
    },
    Out {
        stream: Stream,
        /// Milliseconds since the start.
        ms: f64,
        /// Whole lines as they came, or the rest without a line's end.
        text: String,
    },
    /// So much output is held back so far: the head of what may be printed is
    /// full, and of the rest only the tail will follow, at the end.
    Withheld {
        bytes: u64,
    },
    /// What its tasks have done so far: all of it, several times a second
    /// where something is new, and at the end.
    Timeline {
        timeline: Box<Timeline>,
    },
    /// There will be no timeline.
    Unrecorded {
        /// Why, in a sentence for the reader.
        says: String,
    },
    Ended {
        how: How,
        code: Option<i32>,
        signal: Option<i32>,
        /// Milliseconds since the start.
        ms: f64,
        /// How it ended, in a sentence for the reader.
        says: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stream {
    Stdout,
    Stderr,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By itself, with an exit code.
    Exit,
    /// By a signal: it crashed.
    Signal,
    /// The reader stopped it.
    Stopped,
    /// A limit stopped it, or its compilation.
    Limit,
    NotCompiled,
    /// It could not be run at all.
    Failed,
}

/// What rustc says of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// `error`, `warning`, `note` or `help`.
    pub level: String,
    /// `E0382`, or a lint's name.
    pub code: Option<String>,
    pub message: String,
    /// As rustc prints it in a terminal.
    pub rendered: String,
    /// Places in the program's text.
    pub spans: Vec<Span>,
}

/// A part of the program's text; lines and columns count from 1, and the last
/// column is the one after the part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub line_start: usize,
    pub column_start: usize,
    pub line_end: usize,
    pub column_end: usize,
    pub label: Option<String>,
    /// The place itself, not one that explains it.
    pub primary: bool,
}

/// Whether the crates of the listings are compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// `done` of the chapter's `of` crates; `now` is compiled.
    Preparing {
        done: usize,
        of: usize,
        now: String,
    },
    Ready,
    Failed {
        why: String,
    },
}
