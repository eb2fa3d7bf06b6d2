//! Limits a long output: the reader gets its head as it comes, and its tail
//! at the end.

use super::decoder::longest_prefix_within;
use super::text::OutputText;
use crate::event::RunEvent;
use crate::event_sink::EventSink;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The time between two events that report how much is held back.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

pub struct OutputTruncator<'a> {
    events: &'a EventSink,
    /// How many bytes of the head may still come.
    head_bytes_left: usize,
    tail: VecDeque<OutputText>,
    tail_bytes: usize,
    max_tail_bytes: usize,
    /// Bytes that were dropped between head and tail.
    dropped_bytes: u64,
    last_report_at: Option<Instant>,
}

impl<'a> OutputTruncator<'a> {
    /// Half of `limit`, in bytes, is for the head and half for the tail.
    pub fn new(events: &'a EventSink, limit_bytes: usize) -> Self {
        OutputTruncator {
            events,
            head_bytes_left: limit_bytes / 2,
            tail: VecDeque::new(),
            tail_bytes: 0,
            max_tail_bytes: limit_bytes / 2,
            dropped_bytes: 0,
            last_report_at: None,
        }
    }

    /// Sends the piece, or holds back what does not fit into the head.
    pub async fn push(&mut self, mut piece: OutputText) {
        if self.head_bytes_left > 0 {
            let fitting =
                longest_prefix_within(&piece.text, self.head_bytes_left).len();
            let rest = piece.text.split_off(fitting);
            if rest.is_empty() {
                self.head_bytes_left -= piece.text.len();
            } else {
                self.head_bytes_left = 0;
            }
            let rest = OutputText {
                text: rest,
                ..piece
            };
            self.send(piece.into()).await;
            piece = rest;
        }
        if !piece.text.is_empty() {
            self.hold_back(piece);
            self.report_withheld().await;
        }
    }

    /// Sends the tail. Returns the number of bytes that were dropped.
    pub async fn finish(mut self) -> u64 {
        if self.dropped_bytes > 0 {
            let bytes = self.dropped_bytes;
            self.send(RunEvent::Withheld { bytes }).await;
        }
        for piece in std::mem::take(&mut self.tail) {
            self.send(piece.into()).await;
        }
        self.dropped_bytes
    }

    fn hold_back(&mut self, piece: OutputText) {
        self.tail_bytes += piece.text.len();
        self.tail.push_back(piece);
        while self.tail_bytes > self.max_tail_bytes
            && let Some(oldest) = self.tail.front_mut()
        {
            let surplus = self.tail_bytes - self.max_tail_bytes;
            let removed = remainder_start(&oldest.text, surplus);
            self.tail_bytes -= removed;
            self.dropped_bytes += removed as u64;
            oldest.text.drain(..removed);
            if oldest.text.is_empty() {
                self.tail.pop_front();
            }
        }
    }

    async fn report_withheld(&mut self) {
        let is_due = |last: Instant| last.elapsed() >= REPORT_INTERVAL;
        if self.last_report_at.is_none_or(is_due) {
            self.last_report_at = Some(Instant::now());
            let bytes = self.dropped_bytes + self.tail_bytes as u64;
            self.send(RunEvent::Withheld { bytes }).await;
        }
    }

    /// Does nothing where the text is empty.
    async fn send(&self, event: RunEvent) {
        let is_empty =
            matches!(&event, RunEvent::Out { text, .. } if text.is_empty());
        if !is_empty {
            self.events.send(event).await;
        }
    }
}

/// Where the remainder of `text` starts when at least `surplus` bytes are
/// removed: at the beginning of a line if there is one.
fn remainder_start(text: &str, surplus: usize) -> usize {
    let mut start = surplus.min(text.len());
    while !text.is_char_boundary(start) {
        start += 1;
    }
    match text[start..].find('\n') {
        Some(newline) => start + newline + 1,
        None => start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Stream;
    use tokio::sync::{mpsc, watch};

    /// What the reader gets, with `[7]` for 7 bytes withheld.
    fn receive_texts(mut events: mpsc::Receiver<RunEvent>) -> Vec<String> {
        std::iter::from_fn(|| events.try_recv().ok())
            .map(|event| match event {
                RunEvent::Out { text, .. } => text,
                RunEvent::Withheld { bytes } => format!("[{bytes}]"),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    async fn truncate(
        limit_bytes: usize,
        texts: &[&str],
    ) -> (Vec<String>, u64) {
        let (sender, receiver) = mpsc::channel(100);
        let (_workbook, shutdown) = watch::channel(false);
        let events = EventSink::new(sender, shutdown);
        let mut truncator = OutputTruncator::new(&events, limit_bytes);
        for text in texts {
            let piece = OutputText {
                stream: Stream::Stdout,
                ms: 0.0,
                text: (*text).to_owned(),
            };
            truncator.push(piece).await;
        }
        let dropped = truncator.finish().await;
        drop(events);
        (receive_texts(receiver), dropped)
    }

    #[tokio::test]
    async fn a_short_output_comes_as_it_is() {
        let (texts, dropped) = truncate(16, &["1\n2\n", "3\n4\n"]).await;
        assert_eq!(texts, ["1\n2\n", "3\n4\n"]);
        assert_eq!(dropped, 0);
    }

    #[tokio::test]
    async fn long_output_keeps_its_head_and_tail() {
        let (texts, dropped) =
            truncate(8, &["1\n2\n3\n", "4\n5\n6\n", "7\n8\n"]).await;
        assert_eq!(texts, ["1\n2\n", "[2]", "[8]", "7\n8\n"]);
        assert_eq!(dropped, 8);
    }
}
