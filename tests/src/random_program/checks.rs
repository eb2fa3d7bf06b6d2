//! Compares what a timeline states with what the program reports: a cause is
//! right or unknown.

mod totals;
mod waits;
mod wakes;

use super::history::{ReportHistory, ReportedWait};
use super::names::possible_reasons;
use super::report::Actor;
use std::collections::BTreeMap;
use timeline::{Observations, TaskKind, Timeline, WaitEndCause, WakeKind};

/// What a run's checks have found.
#[derive(Debug, Default)]
pub struct Verdict {
    pub contradictions: Vec<String>,
    pub tallies: BTreeMap<String, CauseTally>,
}

/// How many causes of a kind were right, and how many unknown.
#[derive(Debug, Clone, Copy, Default)]
pub struct CauseTally {
    pub right: usize,
    pub unknown: usize,
}

/// A run: what its timeline states, and what the program has reported.
pub struct RunChecks<'a> {
    pub history: &'a ReportHistory,
    pub observations: &'a Observations,
    pub timeline: &'a Timeline,
    /// The thread of each record.
    pub thread_of_record: &'a [usize],
    /// The tasks of the plan, without those that are made on the way.
    pub planned_task_count: usize,
    pub verdict: Verdict,
}

impl RunChecks<'_> {
    pub fn check_all(mut self) -> Verdict {
        for wait in &self.observations.waits {
            if let Err(fault) = self.check_wait(wait) {
                let (start, end, row) =
                    (wait.start_record, wait.end_record, &wait.wait);
                let contradiction =
                    format!("{fault}: {start}..{end:?} {row:?}");
                self.verdict.contradictions.push(contradiction);
            }
        }
        for wake in &self.observations.wakes {
            if let Err(fault) = self.check_wake(wake) {
                let contradiction = format!("{fault}: {wake:?}");
                self.verdict.contradictions.push(contradiction);
            }
        }
        for result in [
            self.check_messages(),
            self.check_lags(),
            self.check_task_ends(),
        ] {
            self.verdict.contradictions.extend(result.err());
        }
        self.verdict
    }

    /// The task of the plan that an object's number names.
    fn planned_task_of_object(&self, object: usize) -> usize {
        if object >= 100 {
            return object;
        }
        1 + object % (self.planned_task_count - 1).max(1)
    }

    /// Whether the cause is the end of a task that the wait is for.
    fn is_end_of_awaited_task(
        &self,
        cause: &WaitEndCause,
        reported: &ReportedWait,
        before: Option<u32>,
    ) -> bool {
        let (WakeKind::End, Some(ended)) = (cause.kind, cause.waking_task)
        else {
            return false;
        };
        if reported.has_activity_in(&["File"]) {
            return self.is_tokios_own_blocking_task(ended);
        }
        let ended = self.history.plan_number(Some(ended));
        let has_ended = |task: usize| {
            let task_end = self.history.task_ends.get(&task);
            task_end.is_some_and(|(record, _)| {
                before.is_none_or(|end| *record < end)
            })
        };
        let object = reported.actor.object;
        ended.is_some_and(has_ended)
            && match &*reported.actor.activity {
                "Limited" => true,
                "Join" => ended == Some(self.planned_task_of_object(object)),
                "JoinNext" => ended.is_some_and(|ended| {
                    self.history.join_set_members(object).contains(&ended)
                }),
                _ => false,
            }
    }

    /// Whether it is a blocking function that the plan knows nothing of.
    fn is_tokios_own_blocking_task(&self, task: usize) -> bool {
        let tasks = &self.timeline.tasks;
        let found = tasks.iter().find(|t| t.id == task);
        found.is_some_and(|t| t.kind == TaskKind::Blocking && t.end.is_some())
            && self.history.plan_number(Some(task)).is_none()
    }

    /// Whether the cause is what the actor does.
    fn is_caused_by(
        &self,
        cause: &WaitEndCause,
        actor: &Actor,
        waiting_task: usize,
    ) -> bool {
        let is_why = cause.why.is_some_and(|why| {
            possible_reasons(&actor.activity).contains(&why)
        });
        is_why && self.names_actor(cause, actor, waiting_task)
    }

    /// Whether the cause names the actor's task, or a thread if it has none.
    fn names_actor(
        &self,
        cause: &WaitEndCause,
        actor: &Actor,
        waiting_task: usize,
    ) -> bool {
        let Some(planned) = actor.task else {
            return (cause.kind, cause.waking_task) == (WakeKind::Thread, None);
        };
        let Some(number) = self.history.timeline_number(planned) else {
            return false;
        };
        let tasks = &self.timeline.tasks;
        let is_blocking = tasks
            .iter()
            .any(|t| t.id == number && t.kind == TaskKind::Blocking);
        let kind = if number == waiting_task {
            WakeKind::Itself
        } else if is_blocking {
            WakeKind::Thread
        } else {
            WakeKind::Task
        };
        (cause.kind, cause.waking_task) == (kind, Some(number))
    }

    fn count_cause(&mut self, operation_name: &str, is_known: bool) {
        let operation_name = operation_name.trim_end().to_owned();
        let tally = self.verdict.tallies.entry(operation_name).or_default();
        if is_known {
            tally.right += 1;
        } else {
            tally.unknown += 1;
        }
    }
}
