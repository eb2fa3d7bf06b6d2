//! What woke a task, in the terms of the document.

use super::clock::Moment;
use super::facts::{Task, Wake, Waker};
use super::rows::{WakeKind, WakeReason};
use recorder_events::{Cause, DeferralReason};

/// A wake as the document has it, still with its order.
#[derive(Debug, Clone, Copy)]
pub struct EffectiveWake {
    pub time: Moment,
    pub waking_task: Option<usize>,
    pub kind: WakeKind,
    pub why: Option<WakeReason>,
    /// The poll that follows it, or how many there were.
    pub next_poll_index: usize,
}

impl EffectiveWake {
    /// Whether the task had asked to be polled again after the others.
    pub fn is_deferral(&self) -> bool {
        matches!(self.why, Some(WakeReason::Budget | WakeReason::Yield))
    }
}

/// Returns the wakes of a task without those that changed nothing.
pub fn find_effective_wakes(
    task_index: usize,
    tasks: &[Task],
) -> Vec<EffectiveWake> {
    let task = &tasks[task_index];
    // While its future is dropped, nothing can wake it.
    let before_end =
        |wake: &&Wake| task.end.is_none_or(|end| wake.time.is_before(end.time));
    let mut wakes: Vec<EffectiveWake> = Vec::new();
    for wake in task.wakes.iter().filter(before_end) {
        let poll = task.count_polls_before(wake.time);
        let (kind, waking_task) = waker_of(task_index, wake, tasks);
        let why = wake_reason_of(wake.cause, wake.deferral_reason);
        let is_again = wakes
            .iter()
            .rev()
            .take_while(|woken| woken.next_poll_index == poll)
            .any(|woken| {
                (woken.waking_task, woken.kind, woken.why)
                    == (waking_task, kind, why)
            });
        if !is_again {
            wakes.push(EffectiveWake {
                time: wake.time,
                waking_task,
                kind,
                why,
                next_poll_index: poll,
            });
        }
    }
    wakes
}

/// The kind of the waker, and the task if it was one.
pub fn waker_of(
    task_index: usize,
    wake: &Wake,
    tasks: &[Task],
) -> (WakeKind, Option<usize>) {
    match wake.cause {
        Cause::Deferred | Cause::Retry => (WakeKind::Itself, Some(task_index)),
        Cause::Timer => (WakeKind::Timer, None),
        Cause::Io | Cause::Signal => (WakeKind::Io, None),
        Cause::Join => match wake.cause_task {
            Some(ended) => (WakeKind::End, Some(ended)),
            None => (WakeKind::Unknown, None),
        },
        Cause::Local => match wake.cause_task {
            Some(local) => (WakeKind::Local, Some(local)),
            None => kind_of_waker(task_index, wake.waker, tasks),
        },
        Cause::Direct
        | Cause::Send
        | Cause::Receive
        | Cause::Close
        | Cause::Notify
        | Cause::PassOn
        | Cause::Release
        | Cause::Abort => kind_of_waker(task_index, wake.waker, tasks),
    }
}

fn kind_of_waker(
    task_index: usize,
    waker: Waker,
    tasks: &[Task],
) -> (WakeKind, Option<usize>) {
    match waker {
        Waker::Task(waking_task) => {
            let kind = if waking_task == task_index {
                WakeKind::Itself
            } else if tasks[waking_task].is_blocking() {
                WakeKind::Thread
            } else {
                WakeKind::Task
            };
            (kind, Some(waking_task))
        }
        Waker::Thread => (WakeKind::Thread, None),
        Waker::Runtime => (WakeKind::Unknown, None),
    }
}

/// The word for a cause; None where the kind says it all.
pub fn wake_reason_of(
    cause: Cause,
    deferral_reason: Option<DeferralReason>,
) -> Option<WakeReason> {
    match cause {
        Cause::Send => Some(WakeReason::Send),
        Cause::Receive => Some(WakeReason::Receive),
        Cause::Close => Some(WakeReason::Close),
        Cause::Notify | Cause::PassOn => Some(WakeReason::Notify),
        Cause::Release => Some(WakeReason::Release),
        Cause::Abort => Some(WakeReason::Abort),
        Cause::Signal => Some(WakeReason::Signal),
        Cause::Deferred => match deferral_reason {
            Some(DeferralReason::Budget) => Some(WakeReason::Budget),
            Some(DeferralReason::Yield) => Some(WakeReason::Yield),
            None => None,
        },
        Cause::Retry => Some(WakeReason::Retry),
        Cause::Direct
        | Cause::Timer
        | Cause::Io
        | Cause::Join
        | Cause::Local => None,
    }
}
