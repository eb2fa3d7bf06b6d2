//! How much was free of what tasks share: the permits of a semaphore, the
//! places of a bounded channel.

use super::clock::{At, Clock};
use super::document::Level;
use super::thin;

/// More values are not told apart on a page.
const VALUES: usize = 40;

#[derive(Debug, Default)]
pub struct Levels {
    all: Vec<Counted>,
}

#[derive(Debug)]
struct Counted {
    on: &'static str,
    line: Option<u32>,
    now: i64,
    values: Vec<(u64, i64)>,
}

impl Levels {
    pub fn begin(&mut self, on: &'static str, line: Option<u32>) -> usize {
        self.all.push(Counted {
            on,
            line,
            now: 0,
            values: Vec::new(),
        });
        self.all.len() - 1
    }

    pub fn change(&mut self, level: usize, at: At, n: i64, how: Option<&str>) {
        let Some(level) = self.all.get_mut(level) else {
            return;
        };
        level.now = match how {
            Some("add") => level.now.saturating_add(n),
            Some("sub") => level.now.saturating_sub(n),
            _ => n,
        };
        let now = level.now;
        match &mut level.values[..] {
            // The first says how much there is in all.
            [_, .., (us, last)] if *us == at.us => *last = now,
            _ => level.values.push((at.us, now)),
        }
    }

    /// Those that changed, and were told in full: tokio does not tell when
    /// something is taken by `try_acquire` or `try_send`, but when it is given
    /// back. Then there seems to be more than there was at first.
    pub fn document(&self, clock: &Clock) -> Vec<Level> {
        let changes = self.all.iter().map(|level| (level, level.changes()));
        changes
            .filter(|(_, changes)| changes.len() > 1)
            .filter(|(_, changes)| {
                changes.iter().all(|(_, value)| *value <= changes[0].1)
            })
            .map(|(level, changes)| Level {
                on: level.on.to_owned(),
                line: level.line,
                values: thin::evenly(&changes, VALUES)
                    .map(|(us, value)| (clock.ms(*us), *value))
                    .collect(),
            })
            .collect()
    }
}

impl Counted {
    /// The values that differ from the one before.
    fn changes(&self) -> Vec<(u64, i64)> {
        let mut changes = self.values.clone();
        changes.dedup_by_key(|(_, value)| *value);
        changes
    }
}
