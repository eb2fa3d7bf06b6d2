//! By how much the durations of two runs may differ.

use super::durations::DurationsMsByKind;
use std::collections::BTreeSet;

/// Two durations are the same if they differ by no more than a quarter, or
/// than this.
const TOLERANCE_MS: f64 = 150.0;
const TOLERANCE_SHARE: f64 = 0.25;

/// As many waits of a kind as only a loop makes.
pub(crate) const MIN_LOOP_WAITS: usize = 10;

/// Shorter waits for another task or a socket are missing in some runs:
/// whether a task has to wait depends on whether the other side was first.
const MIN_EVENT_WAIT_MS: f64 = 20.0;

/// Compares what must be there as often in both runs, the longest with the
/// longest. Of a kind whose number `is_chance`, what is short may be missing in
/// one of them, and what is long may be divided in another way.
pub(super) fn compare_durations(
    differences: &mut Vec<String>,
    what: &str,
    [recorded, fresh]: [DurationsMsByKind; 2],
    is_chance: impl Fn(&str) -> bool,
) {
    let kinds: BTreeSet<&String> =
        recorded.keys().chain(fresh.keys()).collect();
    for kind in kinds {
        let mut sides = [&recorded, &fresh].map(|kinds| {
            sort_longest_first(kinds.get(kind).cloned().unwrap_or_default())
        });
        let is_chance = is_chance(kind);
        if is_chance && sides[0].len() != sides[1].len() {
            sides
                .iter_mut()
                .for_each(|s| s.retain(|ms| *ms >= MIN_EVENT_WAIT_MS));
        }
        let [recorded, fresh] = sides;
        let is_same = is_same_loop(&recorded, &fresh)
            || (is_chance && is_split_differently(&recorded, &fresh));
        if recorded.len() == fresh.len() {
            for (old, new) in recorded.iter().zip(&fresh) {
                if !is_within_tolerance(*old, *new) {
                    differences.push(format!(
                        "{what}: {kind}: recorded {old:.0} ms, now {new:.0} ms"
                    ));
                }
            }
        } else if !is_same {
            differences.push(format!(
                "{what}: {kind}: recorded {} of them, now {}",
                recorded.len(),
                fresh.len()
            ));
        }
    }
}

/// Returns whether both are the waits of a loop that goes on for a time. How
/// often it gets around depends on the machine, within a factor of 2, but not
/// the time that it takes.
fn is_same_loop(recorded: &[f64], fresh: &[f64]) -> bool {
    let few = recorded.len().min(fresh.len());
    let many = recorded.len().max(fresh.len());
    let (old, new) = (recorded.iter().sum(), fresh.iter().sum());
    few >= MIN_LOOP_WAITS && many <= 2 * few && is_within_tolerance(old, new)
}

/// Returns whether both are the same time of waiting, which one event more or
/// less divides.
fn is_split_differently(recorded: &[f64], fresh: &[f64]) -> bool {
    let few = recorded.len().min(fresh.len());
    let many = recorded.len().max(fresh.len());
    let (old, new) = (recorded.iter().sum(), fresh.iter().sum());
    few >= 1 && many <= 2 * few && is_within_tolerance(old, new)
}

/// Compares what may be missing in one of the runs if it is short: the
/// longest with the longest, and so on.
pub(super) fn compare_longest(
    differences: &mut Vec<String>,
    what: &str,
    durations: [Vec<f64>; 2],
    is_same: impl Fn(f64, f64) -> bool,
) {
    let [recorded, fresh] = durations.map(sort_longest_first);
    for i in 0..recorded.len().max(fresh.len()) {
        let duration = |list: &[f64]| list.get(i).copied().unwrap_or(0.0);
        let (old, new) = (duration(&recorded), duration(&fresh));
        if !is_same(old, new) {
            differences
                .push(format!("{what}: recorded {old:.0} ms, now {new:.0} ms"));
        }
    }
}

/// Longest first.
fn sort_longest_first(mut durations: Vec<f64>) -> Vec<f64> {
    durations.sort_by(|a, b| b.total_cmp(a));
    durations
}

pub(super) fn is_within_tolerance(recorded_ms: f64, fresh_ms: f64) -> bool {
    (recorded_ms - fresh_ms).abs()
        <= TOLERANCE_MS.max(TOLERANCE_SHARE * recorded_ms.max(fresh_ms))
}
