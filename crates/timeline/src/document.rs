//! The document: all that the page needs to draw a run.
//!
//! Times are milliseconds since the program's start, threads and tasks are
//! numbered, and keys that have their default are left out. Readers
//! ignore keys that they do not know; `v` changes only when one of these
//! changes its meaning.

use super::ms::Ms;
use super::rows::{Block, Panic, Park, Poll, Print, ReceiverLag, Row, Wake};
use super::rows::{WakeKind, WakeReason};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub const VERSION: u32 = 1;

/// A run, as far as it could be seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Timeline {
    pub v: u32,
    /// When the run ended, or when this was written while it goes on.
    pub end: Ms,
    /// The times are those of tokio's paused clock.
    #[serde(rename = "virtual", default, skip_serializing_if = "is_default")]
    pub is_virtual: bool,
    /// When the recording was cut, because there was too much to record.
    /// `None` if the recording is complete.
    #[serde(rename = "cut", default, skip_serializing_if = "is_default")]
    pub cut_at: Option<Ms>,
    /// A thread's number is its place in this list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub threads: Vec<Thread>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tasks: Vec<Task>,
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Vec<<Poll as Row>::Array>")]
    pub polls: Vec<Poll>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub waits: Vec<Wait>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub wakes: Vec<Wake>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub blocks: Vec<Block>,
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Vec<<Park as Row>::Array>")]
    pub parks: Vec<Park>,
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Vec<<Print as Row>::Array>")]
    pub prints: Vec<Print>,
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Vec<<Panic as Row>::Array>")]
    pub panics: Vec<Panic>,
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Vec<<ReceiverLag as Row>::Array>")]
    pub lags: Vec<ReceiverLag>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub levels: Vec<CountHistory>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub messages: Vec<Message>,
    // Recordings that exist call them groups.
    #[serde(rename = "groups", default, skip_serializing_if = "is_default")]
    pub aggregates: Vec<AggregatedTasks>,
    /// Sentences for the reader, for instance what is left out and why.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Thread {
    pub name: String,
    /// One of tokio's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub worker: bool,
    /// The thread that made it.
    #[serde(rename = "by", default, skip_serializing_if = "is_default")]
    pub parent: Option<usize>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub start: Option<Ms>,
    /// Missing where it ended with the program.
    #[serde(default, skip_serializing_if = "is_default")]
    pub end: Option<Ms>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Task {
    /// The number by which the rest of the document knows it.
    pub id: usize,
    pub kind: TaskKind,
    /// What the learner's file spawns in the task's `line`, such as `work(2)`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// Where the learner's file spawns it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub line: Option<u32>,
    /// The task that spawned it.
    #[serde(rename = "by", default, skip_serializing_if = "is_default")]
    pub parent: Option<usize>,
    pub start: Ms,
    #[serde(default, skip_serializing_if = "is_default")]
    pub end: Option<Ms>,
    /// Missing where it was still alive when the run ended.
    #[serde(rename = "how", default, skip_serializing_if = "is_default")]
    pub outcome: Option<TaskOutcome>,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "lowercase")]
pub enum TaskKind {
    /// What `block_on` runs, for instance the body of `main`.
    Main,
    /// Of `tokio::spawn`, for instance.
    #[serde(rename = "task")]
    Spawned,
    /// Of a `LocalSet`.
    Local,
    /// Of `spawn_blocking`.
    Blocking,
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TaskOutcome {
    Done,
    Cancelled,
    Panicked,
}

/// A task waited for something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Wait {
    pub task: usize,
    /// `sleep`, `mutex`, …; `unknown` where the recorder does not see it.
    #[serde(rename = "on")]
    pub target_kind: String,
    /// What of it, where there is a choice: `receive`, `send`, `read`, …
    #[serde(rename = "for", default, skip_serializing_if = "is_default")]
    pub operation: Option<String>,
    /// The task whose end it waits for.
    #[serde(rename = "of", default, skip_serializing_if = "is_default")]
    pub awaited_task: Option<usize>,
    /// The address of a socket.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// How long a timer was to take.
    #[serde(rename = "ms", default, skip_serializing_if = "is_default")]
    pub timer_ms: Option<Ms>,
    /// Where the learner's file makes what is waited for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub line: Option<u32>,
    /// Where the learner's file awaits it, if that is another line.
    #[serde(rename = "at", default, skip_serializing_if = "is_default")]
    pub await_line: Option<u32>,
    pub start: Ms,
    #[serde(default, skip_serializing_if = "is_default")]
    pub end: Option<Ms>,
    /// Missing where it still waited when the run ended.
    #[serde(rename = "how", default, skip_serializing_if = "is_default")]
    pub outcome: Option<WaitOutcome>,
    /// What ended it. Missing where that was not seen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cause: Option<WaitEndCause>,
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitEndCause {
    pub kind: WakeKind,
    #[serde(default, skip_serializing_if = "is_default")]
    pub why: Option<WakeReason>,
    /// The task that did it.
    #[serde(rename = "by", default, skip_serializing_if = "is_default")]
    pub waking_task: Option<usize>,
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum WaitOutcome {
    Ready,
    /// What was waited for is no longer wanted, or the task was cancelled.
    Dropped,
}

/// How much there was of something that tasks share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "Level")]
pub struct CountHistory {
    /// `semaphore` (free permits) or `queue` (messages that wait).
    #[serde(rename = "on")]
    pub object_kind: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub line: Option<u32>,
    /// How many messages fit into a bounded queue.
    #[serde(default, skip_serializing_if = "is_default")]
    pub size: Option<u64>,
    /// From when on, and how many.
    pub values: Vec<(Ms, i64)>,
}

/// A value that went through a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Message {
    pub sent: Ms,
    /// Missing where no task sent it.
    #[serde(rename = "from", default, skip_serializing_if = "is_default")]
    pub sender_task: Option<usize>,
    /// Missing where it was not received.
    #[serde(default, skip_serializing_if = "is_default")]
    pub received: Option<Ms>,
    #[serde(rename = "to", default, skip_serializing_if = "is_default")]
    pub receiver_task: Option<usize>,
    /// Where the learner's file makes the channel.
    #[serde(default, skip_serializing_if = "is_default")]
    pub line: Option<u32>,
}

/// Many equal tasks that are not in `tasks`, because they share a lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AggregatedTasks {
    /// Missing for plain tasks.
    #[serde(default = "default_kind", skip_serializing_if = "is_default_kind")]
    pub kind: TaskKind,
    #[serde(default, skip_serializing_if = "is_default")]
    pub line: Option<u32>,
    /// The task that spawned them, if one did.
    #[serde(rename = "by", default, skip_serializing_if = "is_default")]
    pub parent: Option<usize>,
    pub count: usize,
    /// When the first and the last of them were spawned.
    pub start: (Ms, Ms),
    /// When the first and the last of them ended.
    #[serde(default, skip_serializing_if = "is_default")]
    pub end: Option<(Ms, Ms)>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub done: usize,
    #[serde(default, skip_serializing_if = "is_default")]
    pub cancelled: usize,
    #[serde(default, skip_serializing_if = "is_default")]
    pub panicked: usize,
    /// From when on, and how many of them were alive.
    pub alive: Vec<(Ms, usize)>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn default_kind() -> TaskKind {
    TaskKind::Spawned
}

fn is_default_kind(kind: &TaskKind) -> bool {
    *kind == TaskKind::Spawned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_left_out_and_read_back() {
        let text = concat!(
            r#"{"v":1,"end":3,"tasks":[{"id":0,"kind":"main","start":0.1},"#,
            r#"{"id":1,"kind":"task","line":9,"by":0,"start":1,"end":2,"#,
            r#""how":"cancelled"}],"waits":[{"task":1,"on":"channel","#,
            r#""for":"receive","line":3,"start":1,"end":2,"how":"ready","#,
            r#""cause":{"kind":"task","why":"send","by":0}}],"#,
            r#""wakes":[[1,1,0,"task","send"]]}"#
        );
        let timeline: Timeline = serde_json::from_str(text).unwrap();
        assert_eq!(timeline.tasks[0].outcome, None);
        assert_eq!(serde_json::to_string(&timeline).unwrap(), text);
    }
}
