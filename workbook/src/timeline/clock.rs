//! When something was: by the machine's clock, or by tokio's, where the
//! program has paused that.

use super::raw::Line;
use super::rows::Ms;

/// A moment: lines of one microsecond, or of one virtual instant, still have
/// an order.
#[derive(Debug, Clone, Copy, Default)]
pub struct At {
    pub us: u64,
    pub seq: u32,
}

impl At {
    pub fn is_before(self, other: At) -> bool {
        self.seq < other.seq
    }
}

#[derive(Debug, Default)]
pub struct Clock {
    seq: u32,
    /// The first line with a virtual time: the real one, and that one.
    paused: Option<(u64, u64)>,
    /// The latest moment, and the machine's time of the last line.
    last: u64,
    real: u64,
}

impl Clock {
    pub fn at(&mut self, line: &Line<'_>) -> At {
        self.seq += 1;
        let us = match (line.v, self.paused) {
            (None, None) => line.t,
            (Some(v), None) => {
                self.paused = Some((line.t, v));
                line.t
            }
            (Some(v), Some((t0, v0))) => t0 + v.saturating_sub(v0),
            // The clock runs again, from where it stood.
            (None, Some(_)) => {
                let gone = line.t.saturating_sub(self.real);
                self.last.saturating_add(gone)
            }
        };
        self.last = self.last.max(us);
        self.real = line.t;
        At { us, seq: self.seq }
    }

    pub fn is_virtual(&self) -> bool {
        self.virtual_start().is_some()
    }

    pub fn ms(&self, us: u64) -> Ms {
        let start = self.virtual_start().unwrap_or(0);
        Ms::from_us(us.saturating_sub(start))
    }

    /// When the paused clock of a program that has known no other began. What
    /// was before it is put at the start.
    fn virtual_start(&self) -> Option<u64> {
        match self.paused {
            Some((t0, 0)) => Some(t0),
            _ => None,
        }
    }

    /// The end of a run that took so long by the machine's clock.
    pub fn end(&self, end_ms: f64) -> Ms {
        let last = self.ms(self.last);
        match self.paused {
            None if end_ms > last.0 => Ms::from_us((end_ms * 1000.0) as u64),
            _ => last,
        }
    }
}
