//! A recorded run: `NAME.run.json` beside a listing.
//!
//! The static site replays it, line by line in its own time, with the picture
//! of its tasks. Readers of the format ignore keys that they do not know; `v`
//! changes only when one of these changes its meaning.

use crate::catalogue::{Catalogue, Listing};
use crate::runner::{Event, How, Job, Runner, Stream};
use crate::timeline::Timeline;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

pub const VERSION: u32 = 1;

/// What a run printed, and when, and what its tasks did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    pub v: u32,
    /// Milliseconds from start to end.
    pub end: f64,
    /// The exit code.
    pub code: i32,
    /// Milliseconds since the start, where to, and what.
    pub out: Vec<(f64, Stream, String)>,
    /// None where the listing runs without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
}

impl Recording {
    /// Runs the listing as it stands in the book. The runner must be ready.
    pub async fn of(
        listing: &Listing,
        catalogue: &Catalogue,
        runner: &Runner,
    ) -> Result<Recording> {
        let job = Job {
            source: catalogue.source(listing)?.text(),
            listing: listing.name.clone(),
        };
        let (sender, events) = mpsc::channel(64);
        let running = runner.run(job, sender);
        let ((), recording) = tokio::join!(running, listen(events, listing));
        recording
            .with_context(|| format!("`{}` cannot be recorded", listing.name))
    }

    /// All that went to standard output.
    pub fn stdout(&self) -> String {
        self.out
            .iter()
            .filter(|(_, stream, _)| *stream == Stream::Stdout)
            .map(|(_, _, text)| text.as_str())
            .collect()
    }

    /// JSON with one line for each piece of output and each part of the
    /// timeline, for good diffs.
    pub fn to_json(&self) -> String {
        let pieces = self.out.iter().map(json).collect::<Vec<_>>();
        let timeline = match &self.timeline {
            Some(timeline) => format!(",\"timeline\":{}", lines_of(timeline)),
            None => String::new(),
        };
        format!(
            "{{\"v\":{},\"end\":{},\"code\":{},\"out\":[\n{}\n]{timeline}}}\n",
            self.v,
            self.end,
            self.code,
            pieces.join(",\n")
        )
    }
}

async fn listen(
    mut events: mpsc::Receiver<Event>,
    listing: &Listing,
) -> Result<Recording> {
    let (mut out, mut latest) = (Vec::new(), None);
    while let Some(event) = events.recv().await {
        match event {
            Event::Out { stream, ms, text } => {
                out.push((tenths(ms), stream, text));
            }
            Event::Timeline { timeline } => latest = Some(*timeline),
            Event::Unrecorded { says } if !listing.plain => bail!(says),
            Event::Ended {
                how: How::Exit,
                code: Some(code),
                ms: end,
                ..
            } => {
                return Ok(Recording {
                    v: VERSION,
                    end: tenths(end),
                    code,
                    out,
                    timeline: latest,
                });
            }
            Event::Ended { says, .. } => bail!(says),
            _ => {}
        }
    }
    bail!("the run never ended")
}

/// A tenth of a millisecond is exact enough for a reader.
fn tenths(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

/// A line for each key.
fn lines_of(timeline: &Timeline) -> String {
    let value = serde_json::to_value(timeline).unwrap_or_default();
    let keys = value.as_object().into_iter().flatten();
    let lines: Vec<String> = keys
        .map(|(key, value)| format!("{}:{}", json(key), json(value)))
        .collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
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
            timeline: None,
        };
        let text = recording.to_json();
        assert_eq!(text.lines().count(), 4);
        let read: Recording = serde_json::from_str(&text).unwrap();
        assert_eq!(read, recording);
        assert_eq!(read.stdout(), "a \"b\"\n");
    }
}
