//! A recorded run: `NAME.run.json` beside a listing.
//!
//! The static site replays it, line by line in its own time. Readers of the
//! format ignore keys that they do not know; `v` changes only when one of
//! these changes its meaning.

use crate::runner::Stream;
use serde::{Deserialize, Serialize};

pub const VERSION: u32 = 1;

/// What a run printed, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    pub v: u32,
    /// Milliseconds from start to end.
    pub end: f64,
    /// The exit code.
    pub code: i32,
    /// Milliseconds since the start, where to, and what.
    pub out: Vec<(f64, Stream, String)>,
}

impl Recording {
    /// All that went to standard output.
    pub fn stdout(&self) -> String {
        self.out
            .iter()
            .filter(|(_, stream, _)| *stream == Stream::Stdout)
            .map(|(_, _, text)| text.as_str())
            .collect()
    }

    /// JSON with one line for each piece of output, for good diffs.
    pub fn to_json(&self) -> String {
        let pieces: Vec<String> = self
            .out
            .iter()
            .map(|piece| serde_json::to_string(piece).unwrap_or_default())
            .collect();
        format!(
            "{{\"v\":{},\"end\":{},\"code\":{},\"out\":[\n{}\n]}}\n",
            self.v,
            self.end,
            self.code,
            pieces.join(",\n")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_text_is_json_that_reads_back() {
        let recording = Recording {
            v: VERSION,
            end: 3500.7,
            code: 0,
            out: vec![
                (0.4, Stream::Stdout, "a \"b\"\n".into()),
                (9.0, Stream::Stderr, "c\n".into()),
            ],
        };
        let text = recording.to_json();
        assert_eq!(text.lines().count(), 4);
        let read: Recording = serde_json::from_str(&text).unwrap();
        assert_eq!(read, recording);
        assert_eq!(read.stdout(), "a \"b\"\n");
    }
}
