//! The events that a recorded program writes, and their encoding.
//!
//! The probe in the program writes them, and the timeline reads them. Both use
//! this one [`Event`], so the compiler names every `match` that a new kind of
//! event must visit.
//!
//! A record is its length in one byte, then its kind, the microseconds since
//! the record before, the thread, the task that runs on it, and the fields of
//! the event. Numbers are LEB128. A source location or a thread's name is
//! written once, and a number stands for it afterwards.

mod codes;
mod decoder;
mod encoding;
mod event;

pub use codes::Operation;
pub use codes::{Call, Cause, Code, DeferralReason, Direction, ObjectKind};
pub use codes::{Outcome, SpawnKind, TaskEnd, WakeState};
pub use decoder::Decoder;
pub use encoding::MAX_TEXT_BYTES;
pub use event::{Event, Record, TaskId};

#[cfg(test)]
mod tests;
