//! What is true of every timeline, whatever its program does.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use timeline::{Ms, Poll, Task, Timeline};

pub fn check_structure(timeline: &Timeline) -> Result<()> {
    let tasks: BTreeMap<usize, &Task> =
        timeline.tasks.iter().map(|task| (task.id, task)).collect();
    check_order(timeline)?;
    check_polls(timeline)?;
    check_waits(timeline, &tasks)?;
    check_wakes(timeline, &tasks)
}

fn check_order(timeline: &Timeline) -> Result<()> {
    let rising = |what: &str, times: Vec<Ms>| {
        ensure!(
            times.is_sorted() && times.iter().all(|t| *t <= timeline.end),
            "{what} are not in order: {times:?}"
        );
        Ok(())
    };
    rising("polls", timeline.polls.iter().map(|p| p.start).collect())?;
    rising("waits", timeline.waits.iter().map(|w| w.start).collect())?;
    rising("wakes", timeline.wakes.iter().map(|w| w.time).collect())?;
    rising("prints", timeline.prints.iter().map(|p| p.time).collect())?;
    rising("parks", timeline.parks.iter().map(|p| p.start).collect())
}

/// A task is polled once at a time. A thread polls one, or one within another
/// as a `LocalSet` does; one that is parked polls nothing.
fn check_polls(timeline: &Timeline) -> Result<()> {
    let mut last_poll_ends = BTreeMap::new();
    let mut thread_ends: BTreeMap<usize, Vec<Ms>> = BTreeMap::new();
    for poll in &timeline.polls {
        let Poll {
            task,
            thread,
            start,
            end,
        } = *poll;
        ensure!(start <= end, "{poll:?} runs backwards");
        ensure!(thread < timeline.threads.len(), "{poll:?}: no such thread");
        let last = last_poll_ends.insert(task, end).unwrap_or_default();
        ensure!(last <= start, "{poll:?} overlaps one that ends at {last:?}");
        let open = thread_ends.entry(thread).or_default();
        open.retain(|outer| *outer > start);
        let outer = open.iter().find(|outer| **outer < end);
        ensure!(outer.is_none(), "{poll:?} is half within one to {outer:?}");
        open.push(end);
        for park in timeline.parks.iter().filter(|park| park.thread == thread) {
            let apart = park.end <= start || end <= park.start;
            ensure!(apart, "{poll:?} overlaps the park {park:?}");
        }
    }
    Ok(())
}

fn check_waits(
    timeline: &Timeline,
    tasks: &BTreeMap<usize, &Task>,
) -> Result<()> {
    for wait in &timeline.waits {
        let task = tasks.get(&wait.task).context("no such task")?;
        let end = wait.end.unwrap_or(timeline.end);
        ensure!(wait.start <= end, "{wait:?} runs backwards");
        ensure!(
            task.start <= wait.start && end <= task.end.unwrap_or(timeline.end),
            "{wait:?} is not within {task:?}"
        );
        ensure!(wait.end.is_some() == wait.outcome.is_some(), "{wait:?}");
    }
    Ok(())
}

/// After each there is a poll, or the end of the task.
fn check_wakes(
    timeline: &Timeline,
    tasks: &BTreeMap<usize, &Task>,
) -> Result<()> {
    for wake in &timeline.wakes {
        let task = tasks.get(&wake.task).context("no such task")?;
        let waking_task = wake.waking_task;
        let is_known = waking_task.is_none_or(|id| tasks.contains_key(&id));
        ensure!(is_known, "{wake:?}: no such task");
        let mut polls = timeline.polls.iter();
        let later = polls.any(|p| p.task == wake.task && wake.time <= p.start)
            || task.end.is_none_or(|end| wake.time <= end);
        ensure!(later, "nothing follows {wake:?}");
    }
    Ok(())
}
