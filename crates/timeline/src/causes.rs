//! What ended a wait. A cause is one that was seen, or there is none.

use super::document::WaitEndCause;
use super::facts::{Target, Task, Wait, Wake};
use super::objects::Objects;
use super::rows::WakeKind;
use super::wakes;
use recorder_events::{Cause, Operation, Outcome};

/// Returns what ended the wait of a task, if that was seen.
pub fn end_cause(
    task_index: usize,
    wait: &Wait,
    tasks: &[Task],
    objects: &Objects,
) -> Option<WaitEndCause> {
    let task = &tasks[task_index];
    let end = wait.end?;
    let mut during = task.wakes_during(wait);
    let to_cause = |wake: &Wake| {
        let (kind, waking_task) = wakes::waker_of(task_index, wake, tasks);
        let why = wakes::wake_reason_of(wake.cause, wake.deferral_reason);
        WaitEndCause {
            kind,
            why,
            waking_task,
        }
    };
    match end.outcome {
        // Only an abort is known to be the cause of a drop.
        Outcome::Dropped => {
            during.find(|wake| wake.cause == Cause::Abort).map(to_cause)
        }
        Outcome::Ready => match wait.target {
            Target::Object(object) => match wait.operation {
                Operation::Elapse => timer_cause(wait, object, objects),
                Operation::JoinNext => during
                    .find(|wake| is_join_set_wake(wake, wait, task))
                    .map(to_cause),
                _ => last_wake(object, wait, task).map(to_cause),
            },
            // It is ready only once that task has ended.
            Target::Task(awaited) => Some(WaitEndCause {
                kind: WakeKind::End,
                why: None,
                waking_task: Some(awaited?),
            }),
            Target::Others(_) => first_wake(wait, task).map(to_cause),
            Target::Unknown => during.next().map(to_cause),
        },
    }
}

fn timer_cause(
    wait: &Wait,
    object: u32,
    objects: &Objects,
) -> Option<WaitEndCause> {
    let fired = objects.get(object)?.timer_fired_at?;
    wait.start.is_before(fired).then_some(WaitEndCause {
        kind: WakeKind::Timer,
        why: None,
        waking_task: None,
    })
}

/// The wake that led to the poll which found the object ready. Those before it
/// led to polls which did not.
fn last_wake<'a>(object: u32, wait: &Wait, task: &'a Task) -> Option<&'a Wake> {
    let may_end = |wake: &&Wake| {
        wake.object == Some(object) && can_end_wait(wait.operation, wake.cause)
    };
    let wake = task.wakes_during(wait).filter(may_end).last()?;
    let is_alone = wait
        .sole_wait_since
        .is_some_and(|since| !wake.time.is_before(since));
    // Which of several equal waits it was for is not known, unless it was for
    // all of them, and none was served before.
    let is_same =
        |other: &Wake| (other.cause, other.waker) == (wake.cause, wake.waker);
    let is_for_all = || {
        wakes_all_waiters(wait.operation, wake.cause)
            && task.wakes_during(wait).filter(may_end).all(is_same)
    };
    (is_alone || is_for_all()).then_some(wake)
}

/// Whether a cause is one for all that wait so for the object.
fn wakes_all_waiters(operation: Operation, cause: Cause) -> bool {
    let is_shared = matches!(operation, Operation::Change | Operation::Receive);
    matches!(cause, Cause::Io | Cause::Close | Cause::Signal)
        || is_shared && cause == Cause::Send
}

/// A task can wait for one object in several ways, as with `select!`.
fn can_end_wait(operation: Operation, cause: Cause) -> bool {
    match operation {
        Operation::Receive | Operation::Change => {
            matches!(cause, Cause::Send | Cause::Close)
        }
        // A dropped wait of another sender releases its place.
        Operation::Send => {
            matches!(cause, Cause::Receive | Cause::Close | Cause::Release)
        }
        Operation::Close => cause == Cause::Close,
        Operation::Notified => matches!(cause, Cause::Notify | Cause::PassOn),
        Operation::Acquire => matches!(cause, Cause::Release | Cause::Close),
        // Of a socket, a pipe in memory, or a lock.
        Operation::Read => matches!(
            cause,
            Cause::Io | Cause::Send | Cause::Close | Cause::Release
        ),
        Operation::Write => matches!(
            cause,
            Cause::Io | Cause::Receive | Cause::Close | Cause::Release
        ),
        Operation::Ready => cause == Cause::Io,
        Operation::Join | Operation::JoinNext => cause == Cause::Join,
        Operation::Elapse => cause == Cause::Timer,
        Operation::Signal => cause == Cause::Signal,
    }
}

/// Whether a task of the `JoinSet` ended, and not one that is awaited by its
/// handle at the same time.
fn is_join_set_wake(wake: &Wake, join_next_wait: &Wait, task: &Task) -> bool {
    let by_handle = |wait: &Wait| {
        wait.target == Target::Task(wake.cause_task)
            && wait.is_open_at(wake.time)
            && wait.operation != join_next_wait.operation
    };
    wake.cause == Cause::Join && !task.waits.iter().any(by_handle)
}

/// The first wake after the last poll before the wait has begun; the runtime
/// can wake a task that asks to wait for others before that poll has ended.
fn first_wake<'a>(wait: &Wait, task: &'a Task) -> Option<&'a Wake> {
    let polls = task.count_polls_before(wait.start);
    let count_polls_before = |wake: &Wake| task.count_polls_before(wake.time);
    let first = task
        .wakes
        .partition_point(|w| count_polls_before(w) < polls);
    let wake = task.wakes.get(first)?;
    (count_polls_before(wake) == polls).then_some(wake)
}
