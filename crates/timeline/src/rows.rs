//! The short rows of a document, which it has many of, and its numbers.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

/// Milliseconds since the program's start, to the microsecond, so that what
/// comes after something else is not put at its time; a whole number is
/// written as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, TS)]
pub struct Ms(pub f64);

impl Ms {
    /// What the clock says in microseconds.
    pub fn from_us(us: u64) -> Ms {
        Ms(us as f64 / 1000.0)
    }
}

impl Serialize for Ms {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 {
            to.serialize_i64(self.0 as i64)
        } else {
            to.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Ms {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Ms, D::Error> {
        let ms = f64::deserialize(from)?;
        if ms.is_finite() {
            Ok(Ms(ms))
        } else {
            Err(D::Error::custom("a time must be finite"))
        }
    }
}

/// Task, thread, start, end: the task ran. One that did not end within the
/// run ends with it.
pub type Poll = (usize, usize, Ms, Ms);

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

/// Thread, start, end: its event loop had nothing to do.
pub type Park = (usize, Ms, Ms);

/// When, by which task, on which thread, where to (`stdout`, `stderr`), and
/// how many ends of lines.
pub type Print = (Ms, Option<usize>, usize, String, u64);

/// When, in which task, on which thread, and its line in the learner's file.
pub type Panic = (Ms, Option<usize>, usize, Option<u32>);

/// When, in which task, on which thread, how many messages of a broadcast it has
/// missed, and where the learner's file makes the channel.
pub type Lag = (Ms, Option<usize>, usize, u64, Option<u32>);

/// A task is told to go on: `[ms, task, by, kind]`, and why as the fifth where
/// the kind does not say it all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(into = "WakeRow", from = "WakeRow")]
#[ts(as = "WakeRow")]
pub struct Wake {
    pub time: Ms,
    pub task: usize,
    pub by: Option<usize>,
    pub kind: WakeKind,
    pub why: Option<Why>,
}

/// Who wakes a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum WakeKind {
    /// Another task.
    Task,
    /// The task itself, for instance with `yield_now`.
    #[serde(rename = "self")]
    Itself,
    Timer,
    /// A socket, or something else that the system tells of.
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
pub enum Why {
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
    /// The runtime tries again what it could not finish.
    Retry,
}

#[derive(Serialize, Deserialize, TS)]
#[ts(rename = "Wake")]
#[serde(untagged)]
enum WakeRow {
    WithReason(Ms, usize, Option<usize>, WakeKind, Why),
    Plain(Ms, usize, Option<usize>, WakeKind),
}

impl From<Wake> for WakeRow {
    fn from(wake: Wake) -> WakeRow {
        let (time, task, by, kind) = (wake.time, wake.task, wake.by, wake.kind);
        match wake.why {
            Some(why) => WakeRow::WithReason(time, task, by, kind, why),
            None => WakeRow::Plain(time, task, by, kind),
        }
    }
}

impl From<WakeRow> for Wake {
    fn from(row: WakeRow) -> Wake {
        let (time, task, by, kind, why) = match row {
            WakeRow::WithReason(time, task, by, kind, why) => {
                (time, task, by, kind, Some(why))
            }
            WakeRow::Plain(time, task, by, kind) => {
                (time, task, by, kind, None)
            }
        };
        Wake {
            time,
            task,
            by,
            kind,
            why,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_millisecond_has_no_fraction() {
        let written = |us| serde_json::to_string(&Ms::from_us(us)).unwrap();
        assert_eq!(written(100_000), "100");
        assert_eq!(written(1_234_567), "1234.567");
        assert_eq!(written(4), "0.004");
        assert_eq!(serde_json::from_str::<Ms>("7").unwrap(), Ms(7.0));
    }

    #[test]
    fn a_block_may_be_open_and_may_be_many() {
        for text in [
            r#"[0,null,1.5,3,"sleep"]"#,
            r#"[1,2,1.5,null,"accept"]"#,
            r#"[0,null,1.5,900,"sleep",735]"#,
        ] {
            let block: Block = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&block).unwrap(), text);
        }
    }

    #[test]
    fn a_wake_may_have_a_reason() {
        for text in [r#"[1.5,2,0,"self","yield"]"#, r#"[3,0,null,"timer"]"#] {
            let wake: Wake = serde_json::from_str(text).unwrap();
            assert_eq!(wake.why.is_some(), text.contains("yield"));
            assert_eq!(serde_json::to_string(&wake).unwrap(), text);
        }
    }
}
