//! The short rows of a document. It has many of them, so each is written as an
//! array, whose items are the fields in their order here.

use super::ms::Ms;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

/// A struct that is written as an array.
pub trait Row {
    type Array;
}

/// Declares a struct that is written as the array of its fields.
macro_rules! row {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* pub $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Row for $name {
            type Array = ($($type,)*);
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                ($(&self.$field,)*).serialize(to)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let ($($field,)*) = <Self as Row>::Array::deserialize(from)?;
                Ok($name { $($field,)* })
            }
        }
    };
}

row! {
    /// A task ran.
    pub struct Poll {
        pub task: usize,
        pub thread: usize,
        pub start: Ms,
        /// If the poll did not end within the run, the end of the run.
        pub end: Ms,
    }
}

/// A thread waited in a call, and nothing else could run on it: `[thread,
/// task, start, end, what]`, and as the sixth how many calls are drawn as one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(into = "BlockRow", from = "BlockRow")]
#[ts(as = "BlockRow")]
pub struct Block {
    pub thread: usize,
    pub task: Option<usize>,
    pub start: Ms,
    /// None where it had not returned when the run ended.
    pub end: Option<Ms>,
    /// The call, such as `sleep`.
    pub what: String,
    pub call_count: usize,
}

#[derive(Serialize, Deserialize, TS)]
#[ts(rename = "Block")]
#[serde(untagged)]
enum BlockRow {
    Many(usize, Option<usize>, Ms, Option<Ms>, String, usize),
    One(usize, Option<usize>, Ms, Option<Ms>, String),
}

impl From<Block> for BlockRow {
    fn from(block: Block) -> BlockRow {
        let Block {
            thread,
            task,
            start,
            end,
            what,
            call_count,
        } = block;
        match call_count {
            1 => BlockRow::One(thread, task, start, end, what),
            _ => BlockRow::Many(thread, task, start, end, what, call_count),
        }
    }
}

impl From<BlockRow> for Block {
    fn from(row: BlockRow) -> Block {
        let (thread, task, start, end, what, call_count) = match row {
            BlockRow::One(thread, task, start, end, what) => {
                (thread, task, start, end, what, 1)
            }
            BlockRow::Many(thread, task, start, end, what, call_count) => {
                (thread, task, start, end, what, call_count)
            }
        };
        Block {
            thread,
            task,
            start,
            end,
            what,
            call_count,
        }
    }
}

row! {
    /// A thread's event loop had nothing to do.
    pub struct Park {
        pub thread: usize,
        pub start: Ms,
        pub end: Ms,
    }
}

row! {
    /// The program printed something.
    pub struct Print {
        pub time: Ms,
        pub task: Option<usize>,
        pub thread: usize,
        /// `stdout` or `stderr`.
        pub stream: String,
        /// How many lines ended.
        pub newlines: u64,
    }
}

row! {
    /// A thread panicked.
    pub struct Panic {
        pub time: Ms,
        pub task: Option<usize>,
        pub thread: usize,
        /// Where in the learner's file.
        pub line: Option<u32>,
    }
}

row! {
    /// A receiver of a broadcast channel missed messages.
    pub struct ReceiverLag {
        pub time: Ms,
        pub task: Option<usize>,
        pub thread: usize,
        /// How many messages it missed.
        pub missed: u64,
        /// Where the learner's file makes the channel.
        pub line: Option<u32>,
    }
}

/// A task is woken: `[time, task, waking_task, kind]`, and as the fifth item
/// why, if the kind does not say it all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(into = "WakeRow", from = "WakeRow")]
#[ts(as = "WakeRow")]
pub struct Wake {
    pub time: Ms,
    pub task: usize,
    pub waking_task: Option<usize>,
    pub kind: WakeKind,
    pub why: Option<WakeReason>,
}

/// What wakes a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum WakeKind {
    /// Another task.
    Task,
    /// The task itself, for instance with `yield_now`.
    #[serde(rename = "self")]
    Itself,
    Timer,
    /// A socket, or something else that the operating system reports.
    Io,
    /// The end of the task that it waits for.
    End,
    /// A task of the `LocalSet` that it runs can go on.
    Local,
    /// A plain thread, or a blocking task.
    Thread,
    Unknown,
}

/// What was done that wakes a task, or that ends a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum WakeReason {
    /// A value was sent.
    Send,
    /// A message was received, so there is room for another.
    Receive,
    /// The other side of a channel is gone.
    Close,
    Notify,
    /// A lock or a permit was released.
    Release,
    /// The task is to be cancelled.
    Abort,
    /// The process received a signal.
    Signal,
    /// The task had used up its budget.
    Budget,
    /// The task called `yield_now`.
    Yield,
    /// The runtime or the task tries again what it could not finish.
    Retry,
}

#[derive(Serialize, Deserialize, TS)]
#[ts(rename = "Wake")]
#[serde(untagged)]
enum WakeRow {
    WithReason(Ms, usize, Option<usize>, WakeKind, WakeReason),
    Plain(Ms, usize, Option<usize>, WakeKind),
}

impl From<Wake> for WakeRow {
    fn from(wake: Wake) -> WakeRow {
        let (time, task, waking_task, kind) =
            (wake.time, wake.task, wake.waking_task, wake.kind);
        match wake.why {
            Some(why) => {
                WakeRow::WithReason(time, task, waking_task, kind, why)
            }
            None => WakeRow::Plain(time, task, waking_task, kind),
        }
    }
}

impl From<WakeRow> for Wake {
    fn from(row: WakeRow) -> Wake {
        let (time, task, waking_task, kind, why) = match row {
            WakeRow::WithReason(time, task, waking_task, kind, why) => {
                (time, task, waking_task, kind, Some(why))
            }
            WakeRow::Plain(time, task, waking_task, kind) => {
                (time, task, waking_task, kind, None)
            }
        };
        Wake {
            time,
            task,
            waking_task,
            kind,
            why,
        }
    }
}

#[cfg(test)]
mod tests;
