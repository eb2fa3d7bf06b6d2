//! Moments that are pinned to the picture: printed lines, panics, and messages
//! that a receiver was too slow for.

use super::clock::{Clock, Moment};
use super::objects::Objects;
use super::rows::{Panic, Print, ReceiverLag};
use recorder_events::Direction;

/// More prints than so many are put together where they come from one place.
const MAX_PRINTS: usize = 400;

#[derive(Debug, Default)]
pub struct Marks {
    prints: Vec<PrintMark>,
    panics: Vec<PanicMark>,
    receiver_lags: Vec<ReceiverLagMark>,
}

#[derive(Debug, Clone, Copy)]
pub struct PrintMark {
    pub time: Moment,
    pub task: Option<usize>,
    pub thread: usize,
    pub stream: Direction,
    pub newlines: u64,
}

#[derive(Debug, Clone, Copy)]
pub struct PanicMark {
    pub time: Moment,
    pub task: Option<usize>,
    pub thread: usize,
    pub line: Option<u32>,
}

/// A receiver of a broadcast found that messages had been overwritten.
#[derive(Debug, Clone, Copy)]
pub struct ReceiverLagMark {
    pub time: Moment,
    pub task: Option<usize>,
    pub thread: usize,
    pub channel: u32,
    pub missed: u64,
}

/// The document's rows of prints.
pub struct PrintRows {
    pub rows: Vec<Print>,
    /// Whether a row can stand for several prints.
    pub are_merged: bool,
}

impl Marks {
    pub fn add_print(&mut self, print: PrintMark) {
        self.prints.push(print);
    }

    pub fn add_panic(&mut self, panic: PanicMark) {
        self.panics.push(panic);
    }

    pub fn add_receiver_lag(&mut self, lag: ReceiverLagMark) {
        self.receiver_lags.push(lag);
    }

    /// Returns each print, or if there are too many, the prints of one origin
    /// in a row as one.
    pub fn prints(&self, clock: &Clock) -> PrintRows {
        let is_much = self.prints.len() > MAX_PRINTS;
        let mut kept: Vec<PrintMark> = Vec::new();
        for print in &self.prints {
            match kept.last_mut() {
                Some(last) if is_much && last.is_like(print) => {
                    last.newlines =
                        last.newlines.saturating_add(print.newlines);
                }
                _ => kept.push(*print),
            }
        }
        let rows = kept.iter().map(|print| Print {
            time: clock.to_ms(print.time.us),
            task: print.task,
            thread: print.thread,
            stream: stream_name(print.stream).to_owned(),
            newlines: print.newlines,
        });
        PrintRows {
            rows: rows.collect(),
            are_merged: is_much,
        }
    }

    /// Each print to the standard output.
    pub fn prints_on_stdout(&self) -> impl Iterator<Item = &PrintMark> {
        let prints = self.prints.iter();
        prints.filter(|print| print.stream == Direction::Stdout)
    }

    pub fn panics(&self, clock: &Clock) -> Vec<Panic> {
        let rows = self.panics.iter().map(|panic| Panic {
            time: clock.to_ms(panic.time.us),
            task: panic.task,
            thread: panic.thread,
            line: panic.line,
        });
        rows.collect()
    }

    pub fn receiver_lags(
        &self,
        objects: &Objects,
        clock: &Clock,
    ) -> Vec<ReceiverLag> {
        let rows = self.receiver_lags.iter().map(|lag| ReceiverLag {
            time: clock.to_ms(lag.time.us),
            task: lag.task,
            thread: lag.thread,
            missed: lag.missed,
            line: objects.get(lag.channel).and_then(|object| object.line),
        });
        rows.collect()
    }
}

/// Returns the document's name of the stream.
fn stream_name(stream: Direction) -> &'static str {
    match stream {
        Direction::Stdout => "stdout",
        Direction::Stderr => "stderr",
    }
}

impl PrintMark {
    fn is_like(&self, other: &PrintMark) -> bool {
        (self.task, self.thread, self.stream)
            == (other.task, other.thread, other.stream)
    }
}
