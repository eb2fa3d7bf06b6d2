//! Many equal tasks: a few of them stay, the others become one entry.

use super::clock::Clock;
use super::document::{AggregatedTasks, TaskKind, TaskOutcome};
use super::facts::Task;
use super::thin;
use std::collections::HashMap;

/// Up to so many tasks, each has a lane of its own.
pub const MAX_LANES: usize = 40;
/// So many of equal tasks stay: the first, and the very last.
const KEPT_FIRST_TASKS: usize = 3;
const KEPT_TASKS: usize = KEPT_FIRST_TASKS + 1;
/// A reader can't tell more points of a curve apart.
const MAX_CURVE_POINTS: usize = 60;

/// Which tasks stay, and what became of the others.
#[derive(Debug)]
pub struct Aggregation {
    pub has_own_lane: Vec<bool>,
    /// The numbers of the tasks that become one entry each.
    aggregated_task_indices: Vec<Vec<usize>>,
}

/// What equal tasks have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct AggregateKey {
    kind: TaskKind,
    line: Option<u32>,
    parent: Option<ParentKey>,
}

/// Parents that are many of one sort are identified by their sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ParentKey {
    Task(usize),
    Aggregate(usize),
}

pub fn aggregate_tasks(tasks: &[Task]) -> Aggregation {
    let mut stays = vec![true; tasks.len()];
    if tasks.len() <= MAX_LANES {
        let aggregates = Vec::new();
        return Aggregation {
            has_own_lane: stays,
            aggregated_task_indices: aggregates,
        };
    }
    let aggregates: Vec<Vec<usize>> = group_equal_tasks(tasks)
        .into_iter()
        .filter(|members| members.len() > KEPT_TASKS)
        .map(|members| members[KEPT_FIRST_TASKS..members.len() - 1].to_vec())
        .collect();
    aggregates
        .iter()
        .flatten()
        .for_each(|task| stays[*task] = false);
    Aggregation {
        has_own_lane: stays,
        aggregated_task_indices: aggregates,
    }
}

/// The tasks by what they have in common, parents before children.
fn group_equal_tasks(tasks: &[Task]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|task| tasks[*task].depth);
    let mut sorts: Vec<Vec<usize>> = Vec::new();
    let mut sort_of = vec![0; tasks.len()];
    for generation in order.chunk_by(|a, b| tasks[*a].depth == tasks[*b].depth)
    {
        let mut known: HashMap<AggregateKey, usize> = HashMap::new();
        for &number in generation {
            let task = &tasks[number];
            let parent =
                task.parent.map(|task| match sorts[sort_of[task]].len() {
                    0..=KEPT_TASKS => ParentKey::Task(task),
                    _ => ParentKey::Aggregate(sort_of[task]),
                });
            let (kind, line) = (task.kind, task.line);
            let sort = *known
                .entry(AggregateKey { kind, line, parent })
                .or_insert(sorts.len());
            if sort == sorts.len() {
                sorts.push(Vec::new());
            }
            sorts[sort].push(number);
            sort_of[number] = sort;
        }
    }
    sorts
}

impl Aggregation {
    pub fn to_rows(
        &self,
        tasks: &[Task],
        clock: &Clock,
    ) -> Vec<AggregatedTasks> {
        self.aggregated_task_indices
            .iter()
            .map(|members| summarize(members, tasks, clock))
            .collect()
    }
}

fn summarize(
    members: &[usize],
    tasks: &[Task],
    clock: &Clock,
) -> AggregatedTasks {
    let first = &tasks[members[0]];
    let has_one_parent = members
        .iter()
        .all(|task| tasks[*task].parent == first.parent);
    let mut start_times = Vec::new();
    let mut end_times = Vec::new();
    let mut count = [0; 3];
    for task in members.iter().map(|task| &tasks[*task]) {
        start_times.push(task.start.us);
        if let Some(end) = task.end {
            end_times.push(end.time.us);
            count[end.outcome as usize] += 1;
        }
    }
    start_times.sort_unstable();
    end_times.sort_unstable();
    let span = |times: &[u64]| {
        let (first, last) = (times.first()?, times.last()?);
        Some((clock.to_ms(*first), clock.to_ms(*last)))
    };
    AggregatedTasks {
        kind: first.kind,
        line: first.line,
        parent: first.parent.filter(|_| has_one_parent),
        count: members.len(),
        start: span(&start_times).unwrap_or_default(),
        end: span(&end_times),
        done: count[TaskOutcome::Done as usize],
        cancelled: count[TaskOutcome::Cancelled as usize],
        panicked: count[TaskOutcome::Panicked as usize],
        alive: thin_curve(&count_alive(&start_times, &end_times))
            .map(|(us, alive)| (clock.to_ms(us), alive))
            .collect(),
    }
}

/// The curve with fewer points, but with its peak, because the page shows it as
/// a number.
fn thin_curve(curve: &[(u64, usize)]) -> impl Iterator<Item = (u64, usize)> {
    let mut points: Vec<_> = thin::pick_evenly(curve, MAX_CURVE_POINTS)
        .copied()
        .collect();
    let peak = curve.iter().rev().max_by_key(|(_, alive)| *alive).copied();
    if let Some(peak) = peak.filter(|peak| !points.contains(peak)) {
        // In the place of its neighbour, which is not the first.
        let after = points.partition_point(|(us, _)| *us < peak.0);
        points[after.saturating_sub(1).max(1)] = peak;
    }
    points.into_iter()
}

/// How many were there, from when on.
fn count_alive(start_times: &[u64], end_times: &[u64]) -> Vec<(u64, usize)> {
    let (mut start_count, mut end_count) = (0, 0);
    let mut times: Vec<u64> =
        start_times.iter().chain(end_times).copied().collect();
    times.sort_unstable();
    times.dedup();
    let count = times.into_iter().map(|us| {
        while start_times
            .get(start_count)
            .is_some_and(|start| *start <= us)
        {
            start_count += 1;
        }
        while end_times.get(end_count).is_some_and(|end| *end <= us) {
            end_count += 1;
        }
        (us, start_count.saturating_sub(end_count))
    });
    count.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_keeps_its_peak() {
        let mut curve: Vec<_> = (0..1000).map(|us| (us, 5)).collect();
        curve[501].1 = 900;
        let few: Vec<_> = thin_curve(&curve).collect();
        assert_eq!(few.len(), MAX_CURVE_POINTS);
        assert!(few.is_sorted());
        assert!(few.contains(&(501, 900)), "{few:?}");
    }
}
