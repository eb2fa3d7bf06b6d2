//! The timeline of a run: which task was polled when, what it waited for, and
//! who woke it.
//!
//! The recorder in a program writes raw lines (`recorder/README.md`). A
//! [`Recorder`] reads them one by one and can at any time make a [`Timeline`]
//! of what it knows: the document that the page draws, which lies in
//! `NAME.run.json` too. Its form is in `workbook/timeline.schema.json`.
//!
//! | question | where |
//! |---|---|
//! | what does a raw line say? | `raw` |
//! | when was it, if the program's clock is its own? | `clock` |
//! | which tasks were there, and how did they end? | `tasks`, `ends` |
//! | what did they wait for? | `resources`, `waits`, `gaps` |
//! | who woke them? | `wakes`, `root` |
//! | what did the threads do? | `threads` |
//! | what if there is too much of it? | `groups`, `calls`, `thin` |
//! | how is it written? | `document`, `rows`, `write` |
//! | is a recording still true? | `compare` |
//!
//! What tokio does not tell stays `unknown`, and what is inferred says so.

mod calls;
mod clock;
mod compare;
mod document;
mod ends;
mod gaps;
mod groups;
mod levels;
mod marks;
mod raw;
mod recorder;
mod resources;
mod root;
mod rows;
mod tasks;
mod thin;
mod threads;
mod waits;
mod wakes;
mod write;

pub use compare::compare;
pub use document::{Group, How, Kind, Level, Task, Thread, Timeline, Wait};
pub use document::{Outcome, VERSION};
pub use recorder::Recorder;
pub use rows::{Block, Ms, Panic, Park, Poll, Print, Wake, WakeKind};

#[cfg(test)]
mod tests;
