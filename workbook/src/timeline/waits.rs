//! What a task waited for, from the poll that found it not ready to the one
//! that found it ready.

use super::clock::At;

/// What is shorter is not worth a wait without a name.
const LONG_US: u64 = 200;

#[derive(Debug, Clone)]
pub struct Wait {
    pub on: &'static str,
    pub ms: Option<Length>,
    pub line: Option<u32>,
    pub start: At,
    /// When, and whether it was ready then.
    pub end: Option<(At, bool)>,
    /// Who made it ready, and when.
    pub by: Option<(At, usize)>,
}

/// How long a timer was to take.
#[derive(Debug, Clone, Copy)]
pub enum Length {
    /// As the program says.
    Exact(f64),
    /// In ticks of tokio's timer, which counts one that has begun as whole.
    Ticks(u64),
}

impl Length {
    pub fn ms(self, is_virtual: bool) -> f64 {
        match self {
            Length::Exact(ms) => ms,
            // A paused clock stands at the beginning of a tick.
            Length::Ticks(ticks) if is_virtual => ticks as f64,
            Length::Ticks(ticks) => ticks.saturating_sub(1) as f64,
        }
    }
}

impl Wait {
    pub fn is_timer(&self) -> bool {
        ["sleep", "timeout", "interval"].contains(&self.on)
    }

    /// Whether it is more than the time that any poll takes.
    pub fn is_long(&self) -> bool {
        self.end.is_none_or(|(end, _)| {
            end.us.saturating_sub(self.start.us) >= LONG_US
        })
    }

    /// Whether a timer was over by then, as far as it is known.
    pub fn may_be_over(&self, at: At) -> bool {
        // Tokio counts in milliseconds.
        let over =
            |ms: f64| at.us as f64 >= self.start.us as f64 + ms * 1e3 - 2e3;
        self.ms.is_none_or(|length| over(length.ms(true)))
    }
}
