//! Many equal tasks: a few of them stay, the others become one entry.

use super::clock::Clock;
use super::document::{Group, How, Kind};
use super::tasks::Task;
use super::thin;
use std::collections::HashMap;

/// Up to so many tasks, each has a lane of its own.
pub const LANES: usize = 40;
/// So many of equal tasks stay: the first, and the very last.
const FIRST: usize = 3;
const STAY: usize = FIRST + 1;
/// More points of a curve are not told apart.
const POINTS: usize = 60;

/// Which tasks stay, and what became of the others.
#[derive(Debug)]
pub struct Grouped {
    pub stays: Vec<bool>,
    groups: Vec<Vec<usize>>,
}

/// What equal tasks have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Likeness {
    kind: Kind,
    line: Option<u32>,
    by: Option<Parent>,
}

/// Parents that are many of one sort are told by their sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Parent {
    Task(usize),
    Sort(usize),
}

pub fn group(tasks: &[Task]) -> Grouped {
    let mut stays = vec![true; tasks.len()];
    if tasks.len() <= LANES {
        let groups = Vec::new();
        return Grouped { stays, groups };
    }
    let groups: Vec<Vec<usize>> = sorts(tasks)
        .into_iter()
        .filter(|members| members.len() > STAY)
        .map(|members| members[FIRST..members.len() - 1].to_vec())
        .collect();
    groups
        .iter()
        .flatten()
        .for_each(|task| stays[*task] = false);
    Grouped { stays, groups }
}

/// The tasks by what they have in common, parents before children.
fn sorts(tasks: &[Task]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|task| tasks[*task].depth);
    let mut sorts: Vec<Vec<usize>> = Vec::new();
    let mut sort_of = vec![0; tasks.len()];
    for generation in order.chunk_by(|a, b| tasks[*a].depth == tasks[*b].depth)
    {
        let mut known: HashMap<Likeness, usize> = HashMap::new();
        for &number in generation {
            let task = &tasks[number];
            let by = task.by.map(|by| match sorts[sort_of[by]].len() {
                0..=STAY => Parent::Task(by),
                _ => Parent::Sort(sort_of[by]),
            });
            let (kind, line) = (task.kind, task.line);
            let sort = *known
                .entry(Likeness { kind, line, by })
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

impl Grouped {
    pub fn document(&self, tasks: &[Task], clock: &Clock) -> Vec<Group> {
        self.groups
            .iter()
            .map(|members| one(members, tasks, clock))
            .collect()
    }
}

fn one(members: &[usize], tasks: &[Task], clock: &Clock) -> Group {
    let first = &tasks[members[0]];
    let is_one_by = members.iter().all(|task| tasks[*task].by == first.by);
    let mut starts = Vec::new();
    let mut ends = Vec::new();
    let mut count = [0; 3];
    for task in members.iter().map(|task| &tasks[*task]) {
        starts.push(task.start.us);
        if let Some(end) = task.end() {
            ends.push(end.at.us);
            count[end.how as usize] += 1;
        }
    }
    starts.sort_unstable();
    ends.sort_unstable();
    let span = |times: &[u64]| {
        let (first, last) = (times.first()?, times.last()?);
        Some((clock.ms(*first), clock.ms(*last)))
    };
    Group {
        kind: first.kind,
        line: first.line,
        by: first.by.filter(|_| is_one_by),
        count: members.len(),
        start: span(&starts).unwrap_or_default(),
        end: span(&ends),
        done: count[How::Done as usize],
        cancelled: count[How::Cancelled as usize],
        panicked: count[How::Panicked as usize],
        alive: few(&alive(&starts, &ends))
            .map(|(us, alive)| (clock.ms(us), alive))
            .collect(),
    }
}

/// The curve with fewer points, but with its peak: it is told as a number.
fn few(curve: &[(u64, usize)]) -> impl Iterator<Item = (u64, usize)> {
    let mut points: Vec<_> = thin::evenly(curve, POINTS).copied().collect();
    let peak = curve.iter().rev().max_by_key(|(_, alive)| *alive).copied();
    if let Some(peak) = peak.filter(|peak| !points.contains(peak)) {
        // In the place of its neighbour, which is not the first.
        let after = points.partition_point(|(us, _)| *us < peak.0);
        points[after.saturating_sub(1).max(1)] = peak;
    }
    points.into_iter()
}

/// How many were there, from when on.
fn alive(starts: &[u64], ends: &[u64]) -> Vec<(u64, usize)> {
    let (mut begun, mut ended) = (0, 0);
    let mut times: Vec<u64> = starts.iter().chain(ends).copied().collect();
    times.sort_unstable();
    times.dedup();
    let count = times.into_iter().map(|us| {
        while starts.get(begun).is_some_and(|start| *start <= us) {
            begun += 1;
        }
        while ends.get(ended).is_some_and(|end| *end <= us) {
            ended += 1;
        }
        (us, begun.saturating_sub(ended))
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
        let few: Vec<_> = few(&curve).collect();
        assert_eq!(few.len(), POINTS);
        assert!(few.is_sorted());
        assert!(few.contains(&(501, 900)), "{few:?}");
    }
}
