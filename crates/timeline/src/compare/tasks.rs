//! What is the same about the tasks of two runs, and the order of their ends.

use super::tolerance::is_within_tolerance;
use crate::document::{AggregatedTasks, Task, TaskKind, TaskOutcome, Timeline};
use std::collections::BTreeMap;

/// What distinguishes a task from the others of its run. The numbers of tasks
/// may differ between runs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct TaskKey {
    kind: TaskKind,
    line: Option<u32>,
    /// Its place among the tasks of this kind and line.
    index_in_line: usize,
}

/// What must be the same about a task in both runs.
#[derive(Debug, PartialEq)]
pub(super) struct TaskShape {
    key: TaskKey,
    /// Kind and line of the task that spawned it. Which of several such tasks
    /// did so is chance.
    parent: Option<(TaskKind, Option<u32>)>,
    outcome: Option<TaskOutcome>,
}

fn task_keys(timeline: &Timeline) -> BTreeMap<usize, TaskKey> {
    let mut keys: BTreeMap<usize, TaskKey> = BTreeMap::new();
    for task in &timeline.tasks {
        let (kind, line) = (task.kind, task.line);
        let index_in_line = keys
            .values()
            .filter(|key| (key.kind, key.line) == (kind, line))
            .count();
        keys.insert(
            task.id,
            TaskKey {
                kind,
                line,
                index_in_line,
            },
        );
    }
    keys
}

pub(super) fn task_shapes(
    timeline: &Timeline,
    is_parallel: bool,
) -> Vec<TaskShape> {
    let keys = task_keys(timeline);
    let shape = |task: &Task| {
        let parent = task.parent.and_then(|parent| keys.get(&parent));
        TaskShape {
            key: keys[&task.id],
            parent: parent.map(|key| (key.kind, key.line)),
            outcome: task.outcome.filter(|_| !is_parallel),
        }
    };
    let mut shapes: Vec<TaskShape> = timeline.tasks.iter().map(shape).collect();
    shapes.sort_by_key(|shape| {
        (
            shape.key.kind as u8,
            shape.key.line,
            shape.key.index_in_line,
        )
    });
    shapes
}

pub(super) fn aggregate_counts(
    timeline: &Timeline,
) -> Vec<(Option<u32>, usize, [usize; 3])> {
    let counts =
        |equal: &AggregatedTasks| [equal.done, equal.cancelled, equal.panicked];
    let mut aggregates: Vec<_> = timeline
        .aggregates
        .iter()
        .map(|equal| (equal.line, equal.count, counts(equal)))
        .collect();
    aggregates.sort();
    aggregates
}

/// How often each channel was too fast for a receiver.
pub(super) fn lost_messages(
    timeline: &Timeline,
) -> BTreeMap<Option<u32>, usize> {
    let mut counts = BTreeMap::new();
    for lag in &timeline.lags {
        *counts.entry(lag.line).or_default() += 1;
    }
    counts
}

pub(super) fn panic_lines(timeline: &Timeline) -> Vec<Option<u32>> {
    let mut lines: Vec<_> =
        timeline.panics.iter().map(|panic| panic.line).collect();
    lines.sort();
    lines
}

/// Compares the order in which the tasks ended. Tasks that ended at about the
/// same time may change places.
pub(super) fn compare_end_order(
    differences: &mut Vec<String>,
    recorded: &Timeline,
    fresh: &Timeline,
) {
    let end_times = |timeline: &Timeline| -> Vec<(TaskKey, f64)> {
        let keys = task_keys(timeline);
        let tasks = timeline.tasks.iter();
        tasks
            .filter_map(|task| Some((keys[&task.id], task.end?.0)))
            .collect()
    };
    let (recorded, fresh) = (end_times(recorded), end_times(fresh));
    let now = |key: &TaskKey| fresh.iter().find(|(other, _)| other == key);
    for (i, (first, first_ms)) in recorded.iter().enumerate() {
        for (second, second_ms) in &recorded[i + 1..] {
            let (Some((_, a)), Some((_, b))) = (now(first), now(second)) else {
                continue;
            };
            let swapped = (first_ms < second_ms) != (a < b);
            let apart = !is_within_tolerance(*first_ms, *second_ms)
                || !is_within_tolerance(*a, *b);
            if swapped && apart {
                differences.push(format!(
                    "order of ends: recorded {first:?} at {first_ms:.0} ms \
                     and {second:?} at {second_ms:.0} ms, now {a:.0} ms and \
                     {b:.0} ms"
                ));
            }
        }
    }
}
