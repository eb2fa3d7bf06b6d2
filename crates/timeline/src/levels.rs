//! How many permits of each semaphore were free.

use super::clock::{Clock, Moment};
use super::document::CountHistory;
use super::objects::Objects;
use super::thin;
use std::collections::BTreeMap;

/// A reader can't tell more values apart.
const MAX_VALUES_PER_SEMAPHORE: usize = 40;

#[derive(Debug, Default)]
pub struct SemaphoreLevels(BTreeMap<u32, Vec<(u64, i64)>>);

impl SemaphoreLevels {
    pub fn set_free(&mut self, object: u32, time: Moment, free_permits: u64) {
        let free_permits = i64::try_from(free_permits).unwrap_or(i64::MAX);
        let values = self.0.entry(object).or_default();
        match &mut values[..] {
            // The first says how many there are in all.
            [_, .., (us, last)] if *us == time.us => *last = free_permits,
            _ => values.push((time.us, free_permits)),
        }
    }

    /// Those that have changed.
    pub fn changed_rows(
        &self,
        objects: &Objects,
        clock: &Clock,
    ) -> Vec<CountHistory> {
        let changes = self.0.iter().map(|(object, values)| {
            let mut values = values.clone();
            values.dedup_by_key(|(_, free)| *free);
            (*object, values)
        });
        changes
            .filter(|(_, values)| values.len() > 1)
            .map(|(object, values)| CountHistory {
                object_kind: "semaphore".to_owned(),
                line: objects.get(object).and_then(|o| o.line),
                size: None,
                values: thin::pick_evenly(&values, MAX_VALUES_PER_SEMAPHORE)
                    .map(|(us, free)| (clock.to_ms(*us), *free))
                    .collect(),
            })
            .collect()
    }
}
