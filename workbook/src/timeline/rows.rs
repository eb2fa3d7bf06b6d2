//! The short rows of a document, which it has many of, and its numbers.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds since the program's start, to the microsecond, so that what
/// comes after something else is not put at its time; a whole number is
/// written as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
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
        match ms.is_finite() {
            true => Ok(Ms(ms)),
            false => Err(D::Error::custom("a time must be finite")),
        }
    }
}

/// Task, thread, start, end: the task ran. One that did not end within the
/// run ends with it.
pub type Poll = (usize, usize, Ms, Ms);

/// A thread waited in a call, and nothing else could run on it: `[thread,
/// task, start, end, what]`, and as the sixth how many calls are drawn as one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "BlockRow", from = "BlockRow")]
pub struct Block {
    pub thread: usize,
    pub task: Option<usize>,
    pub start: Ms,
    /// None where it had not returned when the run ended.
    pub end: Option<Ms>,
    /// The call, such as `sleep`.
    pub what: String,
    pub calls: usize,
}

#[derive(Serialize, Deserialize)]
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
            calls,
        } = block;
        match calls {
            1 => BlockRow::One(thread, task, start, end, what),
            _ => BlockRow::Many(thread, task, start, end, what, calls),
        }
    }
}

impl From<BlockRow> for Block {
    fn from(row: BlockRow) -> Block {
        let (thread, task, start, end, what, calls) = match row {
            BlockRow::One(thread, task, start, end, what) => {
                (thread, task, start, end, what, 1)
            }
            BlockRow::Many(thread, task, start, end, what, calls) => {
                (thread, task, start, end, what, calls)
            }
        };
        Block {
            thread,
            task,
            start,
            end,
            what,
            calls,
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

/// A task is told to go on: `[ms, task, by, kind]`, and `false` as the fifth
/// where it is inferred.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(into = "Row", from = "Row")]
pub struct Wake {
    pub at: Ms,
    pub task: usize,
    pub by: Option<usize>,
    pub kind: WakeKind,
    /// False where the recorder has not seen it, but what followed.
    pub sure: bool,
}

/// Who wakes a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Row {
    Inferred(Ms, usize, Option<usize>, WakeKind, bool),
    Sure(Ms, usize, Option<usize>, WakeKind),
}

impl From<Wake> for Row {
    fn from(wake: Wake) -> Row {
        let (at, task, by, kind) = (wake.at, wake.task, wake.by, wake.kind);
        match wake.sure {
            true => Row::Sure(at, task, by, kind),
            false => Row::Inferred(at, task, by, kind, false),
        }
    }
}

impl From<Row> for Wake {
    fn from(row: Row) -> Wake {
        let (at, task, by, kind, sure) = match row {
            Row::Sure(at, task, by, kind) => (at, task, by, kind, true),
            Row::Inferred(at, task, by, kind, sure) => {
                (at, task, by, kind, sure)
            }
        };
        Wake {
            at,
            task,
            by,
            kind,
            sure,
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
    fn an_inferred_wake_has_a_fifth_element() {
        for text in [r#"[1.5,2,0,"self"]"#, r#"[3,0,null,"timer",false]"#] {
            let wake: Wake = serde_json::from_str(text).unwrap();
            assert_eq!(wake.sure, !text.ends_with("false]"));
            assert_eq!(serde_json::to_string(&wake).unwrap(), text);
        }
    }
}
