//! Checks what each wait was for, and what ended it.

use super::RunChecks;
use crate::random_program::history::{
    PollOrDrop, PollOrDropKind, ReportedWait,
};
use crate::random_program::names::target_names;
use crate::random_program::report::{Actor, ReportEntry};
use timeline::{
    RecordedWait, Wait, WaitEndCause, WaitOutcome, WakeKind, WakeReason,
};

const TIMER_TARGET_KINDS: [&str; 3] = ["sleep", "timeout", "interval"];

const IO_TARGET_KINDS: [&str; 8] = [
    "tcplistener",
    "tcpstream",
    "udpsocket",
    "unixlistener",
    "unixstream",
    "io",
    "signal",
    "process",
];

/// They wait several times, or for timers of their own.
const LOOPING_OPERATIONS: [&str; 10] = [
    "Limited",
    "Tick",
    "SleepReset",
    "InitCell",
    "TcpWrite",
    "ReceiveMany",
    "Timeout",
    "Select",
    "Both",
    "Unordered",
];

impl RunChecks<'_> {
    pub(super) fn check_wait(
        &mut self,
        recorded: &RecordedWait,
    ) -> Result<(), String> {
        let wait = &recorded.wait;
        if let "budget" | "yield" | "unknown" | "localset" = &*wait.target_kind
        {
            return self.check_wait_without_object(recorded);
        }
        let reported = self
            .history
            .innermost_wait_at(wait.task, recorded.start_record);
        // `main` sets the program up, and ends it.
        let (Some(reported), Some(end)) = (reported, recorded.end_record)
        else {
            return Ok(());
        };
        let names = target_names(&reported.actor.activity);
        if !names.contains(&&*wait.target_kind) {
            return Err(format!("it waits for {names:?}"));
        }
        let Some(poll_or_drop) = reported.poll_or_drop_at(end) else {
            // It ended with its task, or between two polls of it.
            return self.check_dropped(recorded, None);
        };
        match wait.outcome {
            Some(WaitOutcome::Ready) => {
                self.check_ready(recorded, reported, poll_or_drop)
            }
            _ => self.check_dropped(recorded, Some((reported, poll_or_drop))),
        }
    }

    fn check_ready(
        &mut self,
        recorded: &RecordedWait,
        reported: &ReportedWait,
        poll_or_drop: PollOrDrop,
    ) -> Result<(), String> {
        let wait = &recorded.wait;
        self.tally_wait(wait, wait.cause.is_some());
        let wakers = reported.possible_wakers(poll_or_drop);
        if poll_or_drop.kind == PollOrDropKind::Drop && wakers.is_empty() {
            return Err("it was dropped".to_owned());
        }
        let Some(cause) = &wait.cause else {
            return Ok(());
        };
        if self.is_end_of_awaited_task(cause, reported, recorded.end_record)
            || is_ended_by_its_timer(wait, cause)
        {
            return Ok(());
        }
        let is_it = |actor: &Option<&Actor>| match actor {
            Some(actor) => self.is_caused_by(cause, actor, wait.task),
            None => is_ended_by_io(wait, cause),
        };
        if !wakers.iter().any(is_it) {
            return Err(format!("{reported:?} was woken by {wakers:?}"));
        }
        self.check_message(recorded, cause)
    }

    /// The message that is received is the one that has ended the wait.
    fn check_message(
        &self,
        recorded: &RecordedWait,
        cause: &WaitEndCause,
    ) -> Result<(), String> {
        let (Some("receive"), Some(end)) =
            (recorded.wait.operation.as_deref(), recorded.end_record)
        else {
            return Ok(());
        };
        let thread = self.thread_of_record[end as usize - 1];
        let next = self.history.next_line_after(thread, end);
        let Some(ReportEntry::Message { sender, .. }) =
            next.map(|line| &line.entry)
        else {
            return Ok(());
        };
        let sending_task =
            sender.and_then(|task| self.history.timeline_number(task));
        if cause.why == Some(WakeReason::Send)
            && cause.waking_task == sending_task
        {
            return Ok(());
        }
        Err(format!(
            "the message came from {sender:?}, task {sending_task:?}"
        ))
    }

    fn check_dropped(
        &mut self,
        recorded: &RecordedWait,
        reported: Option<(&ReportedWait, PollOrDrop)>,
    ) -> Result<(), String> {
        let wait = &recorded.wait;
        if let Some((reported, poll_or_drop)) = reported {
            let is_ready = poll_or_drop.kind == PollOrDropKind::Ready;
            if is_ready && !reported.has_activity_in(&LOOPING_OPERATIONS) {
                return Err(format!("it became ready: {reported:?}"));
            }
        }
        match &wait.cause {
            None => Ok(()),
            Some(cause) if cause.why == Some(WakeReason::Abort) => {
                self.tally_wait(wait, true);
                self.check_abort(cause, recorded)
            }
            Some(_) => Err("only an abort is the cause of a drop".to_owned()),
        }
    }

    /// The claimed task aborted this one while it waited.
    fn check_abort(
        &self,
        cause: &WaitEndCause,
        recorded: &RecordedWait,
    ) -> Result<(), String> {
        // Reported before it is done: the wait may begin in between.
        let span = 0..recorded.end_record.unwrap_or(u32::MAX);
        let mut lines = self.history.lines.iter();
        let is_it = lines.any(|line| match &line.entry {
            ReportEntry::Action(actor) => {
                actor.activity == "Abort"
                    && span.contains(&line.record_number)
                    && self.aborts(actor, recorded.wait.task)
                    && self.names_actor(cause, actor, recorded.wait.task)
            }
            // `main` aborts what is left.
            _ => false,
        });
        let is_mains = cause.waking_task == self.history.timeline_number(0);
        if is_it || is_mains {
            return Ok(());
        }
        Err("the task was not aborted by that one".to_owned())
    }

    fn aborts(&self, actor: &Actor, task: usize) -> bool {
        let target = self.history.plan_number(Some(task));
        let is_set = actor.object >= 100;
        match target {
            Some(target) if is_set => self
                .history
                .join_set_members(actor.object)
                .contains(&target),
            target => target == Some(self.planned_task_of_object(actor.object)),
        }
    }

    /// A wait for the other tasks, or for something that was not seen.
    fn check_wait_without_object(
        &mut self,
        recorded: &RecordedWait,
    ) -> Result<(), String> {
        let wait = &recorded.wait;
        let (Some(end), Some(WaitOutcome::Ready)) =
            (recorded.end_record, wait.outcome)
        else {
            return Ok(());
        };
        let last = self
            .history
            .last_polled_before(wait.task, recorded.start_record);
        let Some((from, polled)) = last else {
            return Ok(());
        };
        self.tally_wait(wait, wait.cause.is_some());
        let is_deferral = match &*wait.target_kind {
            "budget" => polled.iter().any(|w| w.has_lacked_budget()),
            "yield" => polled.iter().any(|w| w.has_activity_in(&["Yield"])),
            _ => return Ok(()),
        };
        if !is_deferral {
            return Err("it has not asked for that".to_owned());
        }
        let Some(cause) = &wait.cause else {
            return Ok(());
        };
        let is_own = cause.kind == WakeKind::Itself
            && cause.waking_task == Some(wait.task)
            && matches!(
                cause.why,
                Some(WakeReason::Budget | WakeReason::Yield) | None
            );
        let is_it = |actor: &Option<Actor>| match actor {
            Some(actor) => self.is_caused_by(cause, actor, wait.task),
            None => matches!(
                cause.kind,
                WakeKind::Timer | WakeKind::Io | WakeKind::End
            ),
        };
        let mut wakes = self.history.wakes_of(wait.task, from..end);
        if is_own || cause.why == Some(WakeReason::Abort) || wakes.any(is_it) {
            return Ok(());
        }
        Err(format!("no such wake of {polled:?}"))
    }

    fn tally_wait(&mut self, wait: &Wait, is_known: bool) {
        let operation = wait.operation.as_deref().unwrap_or_default();
        self.count_cause(
            &format!("{} {operation}", wait.target_kind),
            is_known,
        );
    }
}

/// A timer is ready only when its time is up.
fn is_ended_by_its_timer(wait: &Wait, cause: &WaitEndCause) -> bool {
    cause.kind == WakeKind::Timer
        && TIMER_TARGET_KINDS.contains(&&*wait.target_kind)
}

fn is_ended_by_io(wait: &Wait, cause: &WaitEndCause) -> bool {
    cause.kind == WakeKind::Io && IO_TARGET_KINDS.contains(&&*wait.target_kind)
}
