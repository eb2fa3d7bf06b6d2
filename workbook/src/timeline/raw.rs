//! One raw line of the recorder: a JSON object, of which only some keys are
//! there. Kinds and keys that we do not know are ignored.

use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// In microseconds: some thirty years. No program runs so long, but a paused
/// clock may be far ahead.
const NEVER: u64 = 1_000_000_000_000_000;
/// More threads than a machine runs.
pub const THREADS: usize = 20_000;
/// In bytes: no line of the recorder is so long.
const LONGEST: usize = 4096;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Line<'a> {
    #[serde(borrow)]
    pub k: Cow<'a, str>,
    /// Microseconds since the program's start.
    pub t: u64,
    /// The same by tokio's clock, while that is paused.
    pub v: Option<u64>,
    /// The thread's number.
    pub th: usize,
    pub task: Option<u64>,
    pub res: Option<u64>,
    /// One use of a resource.
    pub wait: Option<u64>,
    pub parent: Option<u64>,
    pub by: Option<u64>,
    #[serde(borrow)]
    pub name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub kind: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    pub concrete: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub what: Option<Cow<'a, str>>,
    /// What the shim knows better than `type` says.
    #[serde(borrow, rename = "as")]
    pub known_as: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub file: Option<Cow<'a, str>>,
    pub line: Option<u32>,
    #[serde(borrow)]
    pub op: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub field: Option<Cow<'a, str>>,
    pub value: Value,
    pub ready: bool,
    pub done: bool,
    pub panicked: bool,
    pub watched: bool,
    pub worker: bool,
    pub internal: bool,
    /// The task that had just ended on this thread.
    pub ended: Option<u64>,
    /// So many events had the runtime's loop just found on this thread.
    pub found: Option<u64>,
    pub ms: Option<f64>,
    pub fd: i64,
    pub newlines: u64,
    pub n: u64,
}

impl<'a> Line<'a> {
    /// None where it is no such object: nothing can be said about it.
    pub fn parse(text: &'a str) -> Option<Line<'a>> {
        if text.len() > LONGEST {
            return None;
        }
        let line: Line<'_> = serde_json::from_str(text).ok()?;
        let is_sane = line.t < NEVER
            && line.v.is_none_or(|v| v < NEVER)
            && line.th < THREADS;
        is_sane.then_some(line)
    }

    /// The line in the learner's file, if it is there.
    pub fn line_in(&self, learners: &str) -> Option<u32> {
        let file = self.file.as_deref()?;
        let before = file.strip_suffix(learners)?;
        let is_it = before.is_empty() || before.ends_with(['/', '\\']);
        self.line.filter(|line| is_it && *line > 0)
    }

    /// Whether what it tells of was made by this file of tokio's.
    pub fn is_in(&self, end_of_path: &str) -> bool {
        self.file
            .as_deref()
            .is_some_and(|file| file.replace('\\', "/").ends_with(end_of_path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_ignored_and_nonsense_is_nothing() {
        let text = r#"{"k":"enter","t":5,"th":1,"task":2,"new":[1]}"#;
        let line = Line::parse(text).unwrap();
        assert_eq!((&*line.k, line.t, line.task), ("enter", 5, Some(2)));
        for text in ["", "{", "[]", "7", r#"{"k":3}"#, r#"{"t":-1}"#] {
            assert!(Line::parse(text).is_none_or(|line| line.k.is_empty()));
        }
    }

    #[test]
    fn only_lines_of_the_learners_file_count() {
        let at = |file: &str| {
            let line = Line {
                file: Some(file.to_owned().into()),
                line: Some(7),
                ..Line::default()
            };
            line.line_in("gather.rs")
        };
        assert_eq!(at("gather.rs"), Some(7));
        assert_eq!(at("listings/ch01-waiting/gather.rs"), Some(7));
        assert_eq!(at(r"listings\ch01-waiting\gather.rs"), Some(7));
        assert_eq!(at("tokio/src/together.rs"), None);
        assert_eq!(at("not_gather.rs"), None);
    }
}
