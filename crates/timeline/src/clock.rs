//! When something was: by the machine's clock, or by tokio's, where the
//! program has paused that.

use super::ms::Ms;
use recorder_events::{Event, Record};

/// A moment: records of one microsecond, or of one virtual instant, still
/// have an order.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moment {
    pub us: u64,
    pub seq: u32,
}

impl Moment {
    pub fn is_before(self, other: Moment) -> bool {
        self.seq < other.seq
    }

    pub fn us_since(self, earlier: Moment) -> u64 {
        self.us.saturating_sub(earlier.us)
    }
}

#[derive(Debug, Default)]
pub struct Clock {
    seq: u32,
    /// The machine's time of the last record.
    real_us: u64,
    /// The latest moment.
    now_us: u64,
    is_paused: bool,
    was_paused: bool,
    /// When the clock of a program that has known no other was paused.
    virtual_start_us: Option<u64>,
}

impl Clock {
    /// Advances to the time of a record, and returns it.
    pub fn advance(&mut self, record: &Record<'_>) -> Moment {
        self.seq += 1;
        self.real_us = self.real_us.saturating_add(record.delta_us);
        if !self.is_paused {
            self.now_us = self.now_us.saturating_add(record.delta_us);
        }
        match record.event {
            Event::ClockPaused { from_start } => {
                if from_start && !self.was_paused {
                    self.virtual_start_us = Some(self.now_us);
                }
                self.is_paused = true;
                self.was_paused = true;
            }
            Event::ClockAdvanced { micros } if self.is_paused => {
                self.now_us = self.now_us.saturating_add(micros);
            }
            Event::ClockResumed {} => self.is_paused = false,
            _ => {}
        }
        let us = self.now_us;
        Moment { us, seq: self.seq }
    }

    /// The machine's time of the last record, in microseconds.
    pub fn real_us(&self) -> u64 {
        self.real_us
    }

    pub fn is_virtual(&self) -> bool {
        self.virtual_start_us.is_some()
    }

    /// What was before the start of a virtual clock is put at its start.
    pub fn to_ms(&self, us: u64) -> Ms {
        let start = self.virtual_start_us.unwrap_or(0);
        Ms::from_us(us.saturating_sub(start))
    }

    /// The end of a run that took so long by the machine's clock.
    pub fn run_end(&self, end_ms: f64) -> Ms {
        let last = self.to_ms(self.now_us);
        if !self.was_paused && end_ms > last.0 {
            Ms::from_us((end_ms * 1000.0) as u64)
        } else {
            last
        }
    }
}
