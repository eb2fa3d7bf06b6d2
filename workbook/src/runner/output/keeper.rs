//! Which part of a long output the reader gets: its head as it comes, and
//! its tail at the end.

use super::Piece;
use super::text::head;
use crate::runner::event::Event;
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Sender;

/// How often the reader hears that output is held back.
const NEWS: Duration = Duration::from_secs(1);

pub struct Keeper<'a> {
    events: &'a Sender<Event>,
    /// What the head may still hold.
    room: usize,
    tail: VecDeque<Piece>,
    tail_bytes: usize,
    most_tail: usize,
    /// Dropped between head and tail.
    dropped: u64,
    told: Option<Instant>,
}

impl<'a> Keeper<'a> {
    /// Half of `limit` is for the head, half for the tail.
    pub fn new(events: &'a Sender<Event>, limit: usize) -> Self {
        Keeper {
            events,
            room: limit / 2,
            tail: VecDeque::new(),
            tail_bytes: 0,
            most_tail: limit / 2,
            dropped: 0,
            told: None,
        }
    }

    pub async fn keep(&mut self, mut piece: Piece) {
        if self.room > 0 {
            let rest = piece.text.split_off(head(&piece.text, self.room).len());
            match rest.is_empty() {
                true => self.room -= piece.text.len(),
                false => self.room = 0,
            }
            let rest = Piece {
                text: rest,
                ..piece
            };
            self.send(piece.into()).await;
            piece = rest;
        }
        if !piece.text.is_empty() {
            self.hold_back(piece);
            self.tell().await;
        }
    }

    /// Sends the tail; gives the number of bytes that were dropped.
    pub async fn finish(mut self) -> u64 {
        if self.dropped > 0 {
            let bytes = self.dropped;
            self.send(Event::Withheld { bytes }).await;
        }
        for piece in std::mem::take(&mut self.tail) {
            self.send(piece.into()).await;
        }
        self.dropped
    }

    fn hold_back(&mut self, piece: Piece) {
        self.tail_bytes += piece.text.len();
        self.tail.push_back(piece);
        while self.tail_bytes > self.most_tail
            && let Some(oldest) = self.tail.front_mut()
        {
            let surplus = self.tail_bytes - self.most_tail;
            let cut = start_of_rest(&oldest.text, surplus);
            self.tail_bytes -= cut;
            self.dropped += cut as u64;
            oldest.text.drain(..cut);
            if oldest.text.is_empty() {
                self.tail.pop_front();
            }
        }
    }

    async fn tell(&mut self) {
        if self.told.is_none_or(|told| told.elapsed() >= NEWS) {
            self.told = Some(Instant::now());
            let bytes = self.dropped + self.tail_bytes as u64;
            self.send(Event::Withheld { bytes }).await;
        }
    }

    /// A receiver that is gone misses nothing.
    async fn send(&self, event: Event) {
        let empty =
            matches!(&event, Event::Out { text, .. } if text.is_empty());
        if !empty {
            let _ = self.events.send(event).await;
        }
    }
}

/// Where the rest starts when at least `surplus` bytes go: with a line if
/// there is one.
fn start_of_rest(text: &str, surplus: usize) -> usize {
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
    use crate::runner::event::Stream;
    use tokio::sync::mpsc;

    fn texts(mut events: mpsc::Receiver<Event>) -> Vec<String> {
        std::iter::from_fn(|| events.try_recv().ok())
            .map(|event| match event {
                Event::Out { text, .. } => text,
                Event::Withheld { bytes } => format!("[{bytes}]"),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    async fn kept(limit: usize, pieces: &[&str]) -> (Vec<String>, u64) {
        let (events, received) = mpsc::channel(100);
        let mut keeper = Keeper::new(&events, limit);
        for text in pieces {
            let text = (*text).to_owned();
            let stream = Stream::Stdout;
            keeper
                .keep(Piece {
                    stream,
                    ms: 0.0,
                    text,
                })
                .await;
        }
        let dropped = keeper.finish().await;
        (texts(received), dropped)
    }

    #[tokio::test]
    async fn a_short_output_comes_as_it_is() {
        let (texts, dropped) = kept(16, &["1\n2\n", "3\n4\n"]).await;
        assert_eq!(texts, ["1\n2\n", "3\n4\n"]);
        assert_eq!(dropped, 0);
    }

    #[tokio::test]
    async fn of_a_long_output_head_and_tail_are_kept() {
        let (texts, dropped) =
            kept(8, &["1\n2\n3\n", "4\n5\n6\n", "7\n8\n"]).await;
        assert_eq!(texts, ["1\n2\n", "[2]", "[8]", "7\n8\n"]);
        assert_eq!(dropped, 8);
    }
}
