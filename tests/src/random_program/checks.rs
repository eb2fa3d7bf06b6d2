//! Compares what a timeline states with what the program reports: a cause is
//! right or unknown.

use super::history::{History, ReportedWait, Turn, TurnKind};
use super::names::{possible_reasons, target_names};
use super::report::{Actor, Entry};
use std::collections::BTreeMap;
use timeline::{
    Kind, StatedWait, StatedWake, Statements, TaskOutcome, WaitEndCause,
    WaitOutcome,
};
use timeline::{Timeline, Wait, WakeKind, Why};

/// What a run's checks have found.
#[derive(Debug, Default)]
pub struct Verdict {
    pub contradictions: Vec<String>,
    pub tallies: BTreeMap<String, Tally>,
}

/// How many causes of a kind were right, and how many unknown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub right: usize,
    pub unknown: usize,
}

/// A run: what its timeline states, and what the program has reported.
pub struct Checks<'a> {
    pub history: &'a History,
    pub statements: &'a Statements,
    pub timeline: &'a Timeline,
    /// The thread of each record.
    pub thread_of_record: &'a [usize],
    /// The tasks of the plan, without those that are made on the way.
    pub planned_task_count: usize,
    pub verdict: Verdict,
}

const TIMER_NAMES: [&str; 3] = ["sleep", "timeout", "interval"];
const OUTER_NAMES: [&str; 8] = [
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

impl Checks<'_> {
    pub fn run(mut self) -> Verdict {
        for wait in &self.statements.waits {
            if let Err(fault) = self.check_wait(wait) {
                let (start, end, row) =
                    (wait.start_record, wait.end_record, &wait.wait);
                let contradiction =
                    format!("{fault}: {start}..{end:?} {row:?}");
                self.verdict.contradictions.push(contradiction);
            }
        }
        for wake in &self.statements.wakes {
            if let Err(fault) = self.check_wake(wake) {
                let contradiction = format!("{fault}: {wake:?}");
                self.verdict.contradictions.push(contradiction);
            }
        }
        for result in
            [self.check_messages(), self.check_lags(), self.check_ends()]
        {
            self.verdict.contradictions.extend(result.err());
        }
        self.verdict
    }

    fn check_wait(&mut self, stated: &StatedWait) -> Result<(), String> {
        let wait = &stated.wait;
        if let "budget" | "yield" | "unknown" | "localset" = &*wait.target_kind
        {
            return self.check_gap(stated);
        }
        let reported = self
            .history
            .innermost_wait_at(wait.task, stated.start_record);
        // `main` sets the program up, and ends it.
        let (Some(reported), Some(end)) = (reported, stated.end_record) else {
            return Ok(());
        };
        let names = target_names(&reported.actor.what);
        if !names.contains(&&*wait.target_kind) {
            return Err(format!("it waits for {names:?}"));
        }
        let Some(turn) = reported.turn_at(end) else {
            // It ended with its task, or between two polls of it.
            return self.check_dropped(stated, None);
        };
        match wait.outcome {
            Some(WaitOutcome::Ready) => {
                self.check_ready(stated, reported, turn)
            }
            _ => self.check_dropped(stated, Some((reported, turn))),
        }
    }

    fn check_ready(
        &mut self,
        stated: &StatedWait,
        reported: &ReportedWait,
        turn: Turn,
    ) -> Result<(), String> {
        let wait = &stated.wait;
        self.tally_wait(wait, wait.cause.is_some());
        let wakers = reported.possible_wakers(turn);
        if turn.kind == TurnKind::Drop && wakers.is_empty() {
            return Err("it was dropped".to_owned());
        }
        let Some(cause) = &wait.cause else {
            return Ok(());
        };
        if self.is_end_of(cause, reported, stated.end_record)
            || is_timer(wait, cause)
        {
            return Ok(());
        }
        let is_it = |actor: &Option<&Actor>| match actor {
            Some(actor) => self.is_caused_by(cause, actor, wait.task),
            None => is_by_runtime(wait, cause),
        };
        if !wakers.iter().any(is_it) {
            return Err(format!("{reported:?} was woken by {wakers:?}"));
        }
        self.check_message(stated, cause)
    }

    /// The message that is received is the one that has ended the wait.
    fn check_message(
        &self,
        stated: &StatedWait,
        cause: &WaitEndCause,
    ) -> Result<(), String> {
        let (Some("receive"), Some(end)) =
            (stated.wait.operation.as_deref(), stated.end_record)
        else {
            return Ok(());
        };
        let thread = self.thread_of_record[end as usize - 1];
        let next = self.history.next_line(thread, end);
        let Some(Entry::Message { from, .. }) = next.map(|line| &line.entry)
        else {
            return Ok(());
        };
        let sender = from.and_then(|from| self.history.timeline_number(from));
        if cause.why == Some(Why::Send) && cause.waking_task == sender {
            return Ok(());
        }
        Err(format!("the message came from {from:?}, task {sender:?}"))
    }

    fn check_dropped(
        &mut self,
        stated: &StatedWait,
        reported: Option<(&ReportedWait, Turn)>,
    ) -> Result<(), String> {
        let wait = &stated.wait;
        if let Some((reported, turn)) = reported {
            let is_ready = turn.kind == TurnKind::Ready;
            if is_ready && !reported.is_one_of(&LOOPING_OPERATIONS) {
                return Err(format!("it became ready: {reported:?}"));
            }
        }
        match &wait.cause {
            None => Ok(()),
            Some(cause) if cause.why == Some(Why::Abort) => {
                self.tally_wait(wait, true);
                self.check_abort(cause, stated)
            }
            Some(_) => Err("only an abort is the cause of a drop".to_owned()),
        }
    }

    /// The claimed task aborted this one while it waited.
    fn check_abort(
        &self,
        cause: &WaitEndCause,
        stated: &StatedWait,
    ) -> Result<(), String> {
        // Reported before it is done: the wait may begin in between.
        let span = 0..stated.end_record.unwrap_or(u32::MAX);
        let mut lines = self.history.lines.iter();
        let is_it = lines.any(|line| match &line.entry {
            Entry::Act(actor) => {
                actor.what == "Abort"
                    && span.contains(&line.record_number)
                    && self.aborts(actor, stated.wait.task)
                    && self.names_actor(cause, actor, stated.wait.task)
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
            Some(target) if is_set => {
                self.history.members(actor.object).contains(&target)
            }
            target => target == Some(self.plan_task(actor.object)),
        }
    }

    /// The task of the plan that an object's number names.
    fn plan_task(&self, object: usize) -> usize {
        if object >= 100 {
            return object;
        }
        1 + object % (self.planned_task_count - 1).max(1)
    }

    /// A wait for the other tasks, or for something that was not seen.
    fn check_gap(&mut self, stated: &StatedWait) -> Result<(), String> {
        let wait = &stated.wait;
        let (Some(end), Some(WaitOutcome::Ready)) =
            (stated.end_record, wait.outcome)
        else {
            return Ok(());
        };
        let last = self
            .history
            .last_polled_before(wait.task, stated.start_record);
        let Some((from, polled)) = last else {
            return Ok(());
        };
        self.tally_wait(wait, wait.cause.is_some());
        let is_deferral = match &*wait.target_kind {
            "budget" => polled.iter().any(|w| w.has_lacked_budget()),
            "yield" => polled.iter().any(|w| w.is_one_of(&["Yield"])),
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
            && matches!(cause.why, Some(Why::Budget | Why::Yield) | None);
        let is_it = |actor: &Option<Actor>| match actor {
            Some(actor) => self.is_caused_by(cause, actor, wait.task),
            None => matches!(
                cause.kind,
                WakeKind::Timer | WakeKind::Io | WakeKind::End
            ),
        };
        let mut wakes = self.history.wakes_of(wait.task, from..end);
        if is_own || cause.why == Some(Why::Abort) || wakes.any(is_it) {
            return Ok(());
        }
        Err(format!("no such wake of {polled:?}"))
    }

    fn check_wake(&mut self, stated: &StatedWake) -> Result<(), String> {
        let wake = &stated.wake;
        let thread = self.thread_of_record[stated.record_number as usize - 1];
        let Some(line) = self.history.last_line(thread, stated.record_number)
        else {
            return Ok(());
        };
        let cause = WaitEndCause {
            kind: wake.kind,
            why: wake.why,
            waking_task: wake.waking_task,
        };
        match &line.entry {
            Entry::Woken { wait, actor } => {
                // Nothing else happened on the thread in between.
                let between = line.record_number as usize
                    ..stated.record_number as usize - 1;
                let is_next = !self.thread_of_record[between].contains(&thread);
                let reported = self.history.wait(*wait);
                let Some(reported) = reported.filter(|_| is_next) else {
                    return Ok(());
                };
                let is_known = wake.kind != WakeKind::Unknown;
                self.tally("(wakes)", is_known);
                if is_known && !self.is_wake(&cause, actor, reported, stated) {
                    return Err(format!("woken by {actor:?}: {reported:?}"));
                }
                Ok(())
            }
            Entry::Act(actor) if wake.why == Some(Why::Abort) => {
                let is_abort = actor.what == "Abort"
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

    fn is_wake(
        &self,
        cause: &WaitEndCause,
        actor: &Option<Actor>,
        reported: &ReportedWait,
        stated: &StatedWake,
    ) -> bool {
        let task = stated.wake.task;
        let is_task = reported
            .actor
            .task
            .and_then(|t| self.history.timeline_number(t));
        if is_task != Some(task) && cause.kind != WakeKind::Local {
            return false;
        }
        if cause.kind == WakeKind::Itself && cause.waking_task == Some(task) {
            let is_why = match cause.why {
                Some(Why::Budget) => reported.has_lacked_budget(),
                Some(Why::Yield) => reported.is_one_of(&["Yield"]),
                Some(Why::Retry) => actor.is_none(),
                // Having polled many futures, it lets other tasks run; or it
                // has asked for that for two reasons.
                None => {
                    let task = reported.actor.task;
                    let is_own = |actor: &Actor| actor.task == task;
                    // A child process is asked again if it has not ended yet.
                    let defers =
                        ["Unordered", "Yield", "Limited", "ChildProcess"];
                    actor.as_ref().is_none_or(is_own)
                        && (reported.is_one_of(&defers)
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
            WakeKind::Timer => reported.is_one_of(&[
                "Sleep",
                "SleepReset",
                "Tick",
                "Timeout",
                "Limited",
                "InitCell",
            ]),
            WakeKind::Io => reported.is_one_of(&[
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
            WakeKind::End => {
                self.is_end_of(cause, reported, Some(stated.record_number))
            }
            _ => false,
        }
    }

    /// Whether the cause is the end of a task that the wait is for.
    fn is_end_of(
        &self,
        cause: &WaitEndCause,
        reported: &ReportedWait,
        before: Option<u32>,
    ) -> bool {
        let (WakeKind::End, Some(ended)) = (cause.kind, cause.waking_task)
        else {
            return false;
        };
        if reported.is_one_of(&["File"]) {
            return self.is_tokios_own(ended);
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
            && match &*reported.actor.what {
                "Limited" => true,
                "Join" => ended == Some(self.plan_task(object)),
                "JoinNext" => ended.is_some_and(|ended| {
                    self.history.members(object).contains(&ended)
                }),
                _ => false,
            }
    }

    /// Whether it is a blocking function that the plan knows nothing of.
    fn is_tokios_own(&self, task: usize) -> bool {
        let tasks = &self.timeline.tasks;
        let found = tasks.iter().find(|t| t.id == task);
        found.is_some_and(|t| t.kind == Kind::Blocking && t.end.is_some())
            && self.history.plan_number(Some(task)).is_none()
    }

    /// Whether the cause is what the actor does.
    fn is_caused_by(
        &self,
        cause: &WaitEndCause,
        actor: &Actor,
        waiting_task: usize,
    ) -> bool {
        let is_why = cause
            .why
            .is_some_and(|why| possible_reasons(&actor.what).contains(&why));
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
            .any(|t| t.id == number && t.kind == Kind::Blocking);
        let kind = if number == waiting_task {
            WakeKind::Itself
        } else if is_blocking {
            WakeKind::Thread
        } else {
            WakeKind::Task
        };
        (cause.kind, cause.waking_task) == (kind, Some(number))
    }

    fn check_messages(&self) -> Result<(), String> {
        let mut balance: BTreeMap<_, i64> = BTreeMap::new();
        let number = |task: Option<usize>| self.history.timeline_number(task?);
        let mut message_count = 0;
        for line in &self.history.lines {
            if let Entry::Message { from, to } = line.entry {
                *balance.entry((number(from), number(to))).or_default() += 1;
                message_count += 1;
            }
        }
        let messages = &self.timeline.messages;
        // More are not all drawn.
        if message_count > 250 || messages.len() > 290 {
            return Ok(());
        }
        for message in messages.iter().filter(|m| m.received.is_some()) {
            *balance
                .entry((message.sender_task, message.receiver_task))
                .or_default() -= 1;
        }
        balance.retain(|_, count| *count != 0);
        if balance.is_empty() {
            return Ok(());
        }
        Err(format!(
            "messages from and to, received too often: {balance:?}"
        ))
    }

    fn check_lags(&self) -> Result<(), String> {
        let mut missed: Vec<_> = Vec::new();
        for line in &self.history.lines {
            if let Entry::Missed { task, count } = line.entry {
                missed.push((self.history.timeline_number(task), count));
            }
        }
        let lags = &self.timeline.lags;
        let mut stated: Vec<_> =
            lags.iter().map(|lag| (lag.task, lag.missed)).collect();
        missed.sort_unstable();
        stated.sort_unstable();
        if stated == missed {
            return Ok(());
        }
        Err(format!("missed messages: {missed:?}, not {stated:?}"))
    }

    fn check_ends(&self) -> Result<(), String> {
        for (task, (_, outcome)) in &self.history.task_ends {
            let number = self.history.timeline_number(*task);
            let found = self.timeline.tasks.iter();
            let mut found = found.filter(|t| Some(t.id) == number);
            let stated = found.next().and_then(|task| task.outcome);
            let is_it = match outcome.as_str() {
                "done" => stated == Some(TaskOutcome::Done),
                "panicked" => stated == Some(TaskOutcome::Panicked),
                _ => stated == Some(TaskOutcome::Cancelled),
            };
            if !is_it {
                return Err(format!("task {task} {outcome}, not {stated:?}"));
            }
        }
        Ok(())
    }

    fn tally_wait(&mut self, wait: &Wait, is_known: bool) {
        let operation = wait.operation.as_deref().unwrap_or_default();
        self.tally(&format!("{} {operation}", wait.target_kind), is_known);
    }

    fn tally(&mut self, operation_name: &str, is_known: bool) {
        let operation_name = operation_name.trim_end().to_owned();
        let tally = self.verdict.tallies.entry(operation_name).or_default();
        if is_known {
            tally.right += 1;
        } else {
            tally.unknown += 1;
        }
    }
}

/// A timer is ready only when its time is up.
fn is_timer(wait: &Wait, cause: &WaitEndCause) -> bool {
    cause.kind == WakeKind::Timer && TIMER_NAMES.contains(&&*wait.target_kind)
}

fn is_by_runtime(wait: &Wait, cause: &WaitEndCause) -> bool {
    cause.kind == WakeKind::Io && OUTER_NAMES.contains(&&*wait.target_kind)
}
