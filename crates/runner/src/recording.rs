//! A recorded run: `NAME.run.json` beside a listing.
//!
//! The static site replays it, line by line in its own time, with the picture
//! of its tasks. Readers of the format ignore keys that they do not know; `v`
//! changes only when one of these changes its meaning.

use crate::versions::Versions;
use crate::{EndKind, Job, RunEvent, Runner, Stream};
use anyhow::{Context, Result, bail};
use catalogue::{Catalogue, Listing};
use serde::{Deserialize, Serialize};
use timeline::Timeline;
use tokio::sync::mpsc;

pub const VERSION: u32 = 1;

/// What a run printed, and when, and what its tasks did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    pub v: u32,
    /// Milliseconds from start to end.
    #[serde(rename = "end")]
    pub end_ms: f64,
    /// The exit code.
    #[serde(rename = "code")]
    pub exit_code: i32,
    /// `None` in recordings from before the versions were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<Versions>,
    #[serde(rename = "out")]
    pub output: Vec<OutputPiece>,
    /// None where the listing runs without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
}

/// What a program printed at once, written as an array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "OutputRow", into = "OutputRow")]
pub struct OutputPiece {
    /// Milliseconds since the start.
    pub ms: f64,
    pub stream: Stream,
    pub text: String,
}

type OutputRow = (f64, Stream, String);

impl From<OutputRow> for OutputPiece {
    fn from((ms, stream, text): OutputRow) -> OutputPiece {
        OutputPiece { ms, stream, text }
    }
}

impl From<OutputPiece> for OutputRow {
    fn from(OutputPiece { ms, stream, text }: OutputPiece) -> OutputRow {
        (ms, stream, text)
    }
}

impl Recording {
    /// Runs the listing as it stands in the book. The runner must be ready.
    pub async fn record(
        listing: &Listing,
        catalogue: &Catalogue,
        runner: &Runner,
    ) -> Result<Recording> {
        let job = Job {
            source: catalogue.source(listing)?.text(),
            listing: listing.name.clone(),
            arguments: Vec::new(),
        };
        let (sender, events) = mpsc::channel(64);
        let running = runner.run(job, sender);
        let ((), recording) = tokio::join!(running, collect(events, listing));
        let recording = recording.with_context(|| {
            format!("`{}` cannot be recorded", listing.name)
        })?;
        Ok(Recording {
            versions: Some(Versions::current(&catalogue.root)?),
            ..recording
        })
    }

    /// All that went to standard output.
    pub fn stdout(&self) -> String {
        self.output
            .iter()
            .filter(|piece| piece.stream == Stream::Stdout)
            .map(|piece| piece.text.as_str())
            .collect()
    }

    /// JSON with one line for each piece of output and each part of the
    /// timeline, for good diffs.
    pub fn to_json(&self) -> String {
        let pieces = self.output.iter().map(to_json_text).collect::<Vec<_>>();
        let timeline = match &self.timeline {
            Some(timeline) => {
                format!(",\"timeline\":{}", timeline_json_lines(timeline))
            }
            None => String::new(),
        };
        let versions = match &self.versions {
            Some(versions) => {
                format!("\"versions\":{},", to_json_text(versions))
            }
            None => String::new(),
        };
        format!(
            "{{\"v\":{},\"end\":{},\"code\":{},{versions}\"out\":\
             [\n{}\n]{timeline}}}\n",
            self.v,
            self.end_ms,
            self.exit_code,
            pieces.join(",\n")
        )
    }
}

async fn collect(
    mut events: mpsc::Receiver<RunEvent>,
    listing: &Listing,
) -> Result<Recording> {
    let (mut out, mut latest) = (Vec::new(), None);
    while let Some(event) = events.recv().await {
        match event {
            RunEvent::Out { stream, ms, text } => {
                let ms = round_to_tenths(ms);
                out.push(OutputPiece { ms, stream, text });
            }
            RunEvent::Timeline { mut timeline } => {
                // The page's card names the tasks from the listing's text.
                for task in &mut timeline.tasks {
                    task.name = None;
                }
                latest = Some(*timeline);
            }
            RunEvent::Unrecorded { message } if !listing.runs_unrecorded => {
                bail!(message)
            }
            RunEvent::Ended {
                kind: EndKind::Exit,
                code: Some(code),
                ms,
                ..
            } => {
                let recorded =
                    latest.as_ref().and_then(|t| order_by_timeline(&out, t));
                return Ok(Recording {
                    v: VERSION,
                    end_ms: round_to_tenths(ms),
                    exit_code: code,
                    versions: None,
                    output: recorded.unwrap_or(out),
                    timeline: latest,
                });
            }
            RunEvent::Ended { message, .. } => bail!(message),
            _ => {}
        }
    }
    bail!("the run never ended")
}

/// The lines in the order and at the times that the recorder has seen. The
/// runner reads the two streams from two pipes, so it does not know their
/// order, and its clock starts earlier.
///
/// Returns `None` where the timeline does not know all lines, or has virtual
/// times.
fn order_by_timeline(
    out: &[OutputPiece],
    timeline: &Timeline,
) -> Option<Vec<OutputPiece>> {
    if timeline.is_virtual || timeline.cut_at.is_some() {
        return None;
    }
    let text_of_stream = |stream: Stream| -> String {
        let pieces = out.iter().filter(|piece| piece.stream == stream);
        pieces.map(|piece| piece.text.as_str()).collect()
    };
    let (stdout, stderr) = (
        text_of_stream(Stream::Stdout),
        text_of_stream(Stream::Stderr),
    );
    let mut rest = [stdout.as_str(), stderr.as_str()];
    let mut recorded = Vec::new();
    for print in &timeline.prints {
        let (stream, rest) = match print.stream.as_str() {
            "stderr" => (Stream::Stderr, &mut rest[1]),
            _ => (Stream::Stdout, &mut rest[0]),
        };
        let text = take_lines(rest, usize::try_from(print.newlines).ok()?)?;
        if !text.is_empty() {
            recorded.push(OutputPiece {
                ms: round_to_tenths(print.time.0),
                stream,
                text: text.to_owned(),
            });
        }
    }
    rest.iter().all(|rest| rest.is_empty()).then_some(recorded)
}

/// Removes `count` whole lines from the start of `remaining_text`.
fn take_lines<'a>(
    remaining_text: &mut &'a str,
    count: usize,
) -> Option<&'a str> {
    let mut line_ends =
        remaining_text.match_indices('\n').map(|(at, _)| at + 1);
    let length = match count {
        0 => 0,
        _ => line_ends.nth(count - 1)?,
    };
    let (lines, after) = remaining_text.split_at(length);
    *remaining_text = after;
    Some(lines)
}

/// A tenth of a millisecond is exact enough for a reader.
fn round_to_tenths(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

/// A line for each key.
fn timeline_json_lines(timeline: &Timeline) -> String {
    let value = serde_json::to_value(timeline).unwrap_or_default();
    let keys = value.as_object().into_iter().flatten();
    let lines: Vec<String> = keys
        .map(|(key, value)| {
            format!("{}:{}", to_json_text(key), to_json_text(value))
        })
        .collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

fn to_json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output_piece(ms: f64, stream: Stream, text: &str) -> OutputPiece {
        let text = text.to_owned();
        OutputPiece { ms, stream, text }
    }

    fn timeline_with_prints(prints: &str) -> Timeline {
        let text = format!("{{\"v\":1,\"end\":9,\"prints\":{prints}}}");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn lines_have_the_order_and_the_times_of_the_timeline() {
        use Stream::{Stderr, Stdout};
        let out = [
            output_piece(7.0, Stderr, "alas\n"),
            output_piece(7.1, Stdout, "one\ntwo\nthree\n"),
        ];
        let timeline = timeline_with_prints(
            r#"[[1.5,0,0,"stdout",2],[2,0,0,"stderr",1],[3,0,0,"stdout",1]]"#,
        );
        let expected = [
            output_piece(1.5, Stdout, "one\ntwo\n"),
            output_piece(2.0, Stderr, "alas\n"),
            output_piece(3.0, Stdout, "three\n"),
        ];
        assert_eq!(order_by_timeline(&out, &timeline).unwrap(), expected);
    }

    #[test]
    fn output_with_a_line_unknown_to_the_timeline_keeps_its_order() {
        let out = [output_piece(7.0, Stream::Stdout, "one\ntwo")];
        for prints in
            [r#"[[1,0,0,"stdout",1]]"#, r#"[[1,0,0,"stdout",2]]"#, "[]"]
        {
            assert_eq!(
                order_by_timeline(&out, &timeline_with_prints(prints)),
                None
            );
        }
    }

    #[test]
    fn a_written_recording_is_json_that_reads_back() {
        let recording = Recording {
            v: VERSION,
            end_ms: 3500.7,
            exit_code: 0,
            versions: Some(Versions {
                book: "0.1.0".to_owned(),
                tokio: "1.2.3".to_owned(),
                rust: "1.90.0".to_owned(),
            }),
            output: vec![
                output_piece(0.4, Stream::Stdout, "a \"b\"\n"),
                output_piece(9.0, Stream::Stderr, "c\n"),
            ],
            timeline: None,
        };
        let text = recording.to_json();
        assert_eq!(text.lines().count(), 4);
        let first = text.lines().nth(1).unwrap();
        assert_eq!(first, r#"[0.4,"stdout","a \"b\"\n"],"#);
        let read: Recording = serde_json::from_str(&text).unwrap();
        assert_eq!(read, recording);
        assert_eq!(read.stdout(), "a \"b\"\n");
    }
}
