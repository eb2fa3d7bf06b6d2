//! Checks what woke each task.

use super::RunChecks;
use crate::random_program::history::ReportedWait;
use crate::random_program::report::{Actor, ReportEntry};
use timeline::{RecordedWake, WaitEndCause, WakeKind, WakeReason};

impl RunChecks<'_> {
    pub(super) fn check_wake(
        &mut self,
        recorded: &RecordedWake,
    ) -> Result<(), String> {
        let wake = &recorded.wake;
        let thread = self.thread_of_record[recorded.record_number as usize - 1];
        let Some(line) = self
            .history
            .last_line_before(thread, recorded.record_number)
        else {
            return Ok(());
        };
        let cause = WaitEndCause {
            kind: wake.kind,
            why: wake.why,
            waking_task: wake.waking_task,
        };
        match &line.entry {
            ReportEntry::WakerUsed { wait, actor } => {
                // Nothing else happened on the thread in between.
                let between = line.record_number as usize
                    ..recorded.record_number as usize - 1;
                let is_next = !self.thread_of_record[between].contains(&thread);
                let reported = self.history.find_wait(*wait);
                let Some(reported) = reported.filter(|_| is_next) else {
                    return Ok(());
                };
                let is_known = wake.kind != WakeKind::Unknown;
                self.count_cause("(wakes)", is_known);
                if is_known
                    && !self.matches_reported_wake(
                        &cause, actor, reported, recorded,
                    )
                {
                    return Err(format!("woken by {actor:?}: {reported:?}"));
                }
                Ok(())
            }
            ReportEntry::Action(actor)
                if wake.why == Some(WakeReason::Abort) =>
            {
                let is_abort = actor.activity == "Abort"
                    && self.names_actor(&cause, actor, wake.task);
                if is_abort
                    || cause.waking_task == self.history.timeline_number(0)
                {
                    return Ok(());
                }
                Err(format!("not aborted by {actor:?}"))
            }
            _ => Ok(()),
        }
    }

    fn matches_reported_wake(
        &self,
        cause: &WaitEndCause,
        actor: &Option<Actor>,
        reported: &ReportedWait,
        recorded: &RecordedWake,
    ) -> bool {
        let task = recorded.wake.task;
        let is_task = reported
            .actor
            .task
            .and_then(|t| self.history.timeline_number(t));
        if is_task != Some(task) && cause.kind != WakeKind::Local {
            return false;
        }
        if cause.kind == WakeKind::Itself && cause.waking_task == Some(task) {
            let task = reported.actor.task;
            let is_own = |actor: &Actor| actor.task == task;
            let is_why = match cause.why {
                Some(WakeReason::Budget) => {
                    let before = recorded.record_number;
                    let actor = &reported.actor;
                    self.history.has_lacked_budget_before(actor, before)
                }
                Some(WakeReason::Yield) => reported.has_activity_in(&["Yield"]),
                // A task that registers its waker while another thread uses it
                // wakes itself, and so does a `JoinSet` whose task has no
                // budget left.
                Some(WakeReason::Retry) => actor.as_ref().is_none_or(is_own),
                // Having polled many futures, it lets other tasks run; or it
                // has asked for that for two reasons.
                None => {
                    // A child process is asked again if it has not ended yet.
                    let defers =
                        ["Unordered", "Yield", "Limited", "ChildProcess"];
                    actor.as_ref().is_none_or(is_own)
                        && (reported.has_activity_in(&defers)
                            || reported.has_lacked_budget())
                }
                Some(_) => false,
            };
            if is_why {
                return true;
            }
        }
        if let Some(actor) = actor {
            return self.is_caused_by(cause, actor, task);
        }
        match cause.kind {
            WakeKind::Timer => reported.has_activity_in(&[
                "Sleep",
                "SleepReset",
                "Tick",
                "Timeout",
                "Limited",
                "InitCell",
            ]),
            WakeKind::Io => reported.has_activity_in(&[
                "Accept",
                "Connect",
                "TcpRead",
                "TcpReadable",
                "TcpWrite",
                "UdpReceive",
                "UnixRead",
                "Signal",
                "ChildProcess",
            ]),
            WakeKind::End => self.is_end_of_awaited_task(
                cause,
                reported,
                Some(recorded.record_number),
            ),
            _ => false,
        }
    }
}
