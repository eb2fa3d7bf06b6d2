//! The timeline of a run: which task was polled when, what it waited for, and
//! what ended each wait.
//!
//! The probe in a program writes events (`recorder/README.md`). A
//! [`TimelineBuilder`] reads them and can at any time make a [`Timeline`] of
//! what it knows: the document that the page draws, which is in `NAME.run.json`
//! too. The types in `document` and `rows` are its form; the page reads it in
//! `page/src/timeline/document.js` and `packed-rows.js`.
//!
//! | question | where |
//! |---|---|
//! | what is known of a run? | `facts` |
//! | how do events become facts? | `builder`, `objects`, `threads`, `marks` |
//! | when was it, if the program's clock is its own? | `clock` |
//! | what woke a task, and what ended its waits? | `wakes`, `causes` |
//! | what did a task wait for that has no name? | `gaps` |
//! | what of a channel, a semaphore? | `messages`, `levels` |
//! | what if there is too much of it? | `aggregates`, `calls`, `thin` |
//! | how is it written? | `document`, `rows`, `ms`, `names`, `write` |
//! | what does the program call what it spawns? | `spawned` |
//! | is a recording still true? | `compare` |
//! | what does it state, before anything is left out? | `observations` |
//!
//! What the recorder has not seen stays `unknown`. Nothing is guessed.

mod aggregates;
mod builder;
mod calls;
mod causes;
mod clock;
mod compare;
mod document;
mod facts;
mod gaps;
mod levels;
mod marks;
mod messages;
mod ms;
mod names;
mod objects;
mod observations;
mod rows;
mod spawned;
mod thin;
mod threads;
mod wakes;
mod write;

pub use builder::TimelineBuilder;
pub use compare::compare;
pub use document::{
    AggregatedTasks, CountHistory, Task, TaskKind, TaskOutcome, Thread,
    Timeline, WaitEndCause,
};
pub use document::{Message, VERSION, Wait, WaitOutcome};
pub use ms::Ms;
pub use observations::{
    Observations, RecordedPrint, RecordedWait, RecordedWake,
};
pub use rows::{
    Block, Panic, Park, Poll, Print, ReceiverLag, Wake, WakeKind, WakeReason,
};
pub use spawned::SpawnedNames;

#[cfg(test)]
mod tests;
