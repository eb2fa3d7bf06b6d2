//! Wakes: which task, what caused it, and what the task was doing.
//!
//! The code that causes a wake sets a [`WakeCauseGuard`]; the task's waker
//! records the cause that it finds. Without a guard, a waker was used outside
//! of tokio.

use crate::context::{self, WakeCause};
use crate::record::{Flush, record};
use crate::reentrancy::{InProbeGuard, run_in_probe};
use crate::switch::is_recording;
use crate::tasks::task_id;
use recorder_events::{Cause, DeferralReason, Event, TaskId, WakeState};

/// While it lives, wakes on this thread have its cause.
pub struct WakeCauseGuard(Option<Option<WakeCause>>);

impl Drop for WakeCauseGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            context::with(|context| context.wake_cause.set(before));
        }
    }
}

/// Wakes are caused by this.
pub fn enter_wake_cause(
    cause: Cause,
    object: impl FnOnce() -> u64,
) -> WakeCauseGuard {
    if is_recording() {
        set_wake_cause(cause, object())
    } else {
        WakeCauseGuard(None)
    }
}

#[inline(never)]
fn set_wake_cause(cause: Cause, object_or_task: u64) -> WakeCauseGuard {
    let new = WakeCause {
        cause,
        object_or_task,
    };
    WakeCauseGuard(Some(context::with(|context| {
        context.wake_cause.replace(Some(new))
    })))
}

/// Wakes are caused by this, unless it serves something with a cause of its
/// own, as a semaphore serves a mutex.
pub fn enter_weak_wake_cause(
    weak: Cause,
    object: impl FnOnce() -> u64,
) -> WakeCauseGuard {
    match cause_to_set(weak) {
        Some(cause) => set_wake_cause(cause, object()),
        None => WakeCauseGuard(None),
    }
}

/// The cause to set; None if there is one already. A signal is sent through
/// the object that is used first.
#[inline(never)]
fn cause_to_set(weak: Cause) -> Option<Cause> {
    if !is_recording() {
        return None;
    }
    match context::with(|context| context.wake_cause.get()) {
        None => Some(weak),
        Some(WakeCause {
            cause: Cause::Signal,
            object_or_task: 0,
        }) => Some(Cause::Signal),
        Some(_) => None,
    }
}

/// The end of a task wakes the one that waits for it.
pub fn enter_join_wake_cause(ended: u64) -> WakeCauseGuard {
    enter_wake_cause(Cause::Join, || task_id(ended))
}

/// A `LocalSet` wakes the task that polls it, since one of its own tasks was
/// just woken.
pub fn enter_local_wake_cause() -> WakeCauseGuard {
    enter_wake_cause(Cause::Local, || {
        context::with(|context| context.last_woken.get())
    })
}

/// A task whose waker is being used, as it was before.
#[derive(Clone, Copy)]
pub struct WakeTarget {
    woken: TaskId,
    state: WakeState,
}

/// A task's id and the flags of its state, as tokio has them.
#[derive(Clone, Copy)]
pub struct TokioTaskState {
    pub id: u64,
    pub is_complete: bool,
    pub is_notified: bool,
    pub is_running: bool,
}

/// Returns the task that is about to be woken, if the recorder is on. Only
/// then is `read_task` called.
pub fn read_wake_target(
    read_task: impl FnOnce() -> TokioTaskState,
) -> Option<WakeTarget> {
    is_recording().then(|| wake_target_of(read_task()))
}

#[inline(never)]
fn wake_target_of(task: TokioTaskState) -> WakeTarget {
    let state = if task.is_complete {
        WakeState::Ended
    } else if task.is_notified {
        WakeState::Woken
    } else if task.is_running {
        WakeState::Running
    } else {
        WakeState::Waiting
    };
    let woken = task_id(task.id);
    WakeTarget { woken, state }
}

/// The task was woken. It was put into a queue only if it had waited; this is
/// called before, so that the wake comes before the poll that it leads to.
pub fn record_tokio_wake(target: Option<WakeTarget>, is_queued: bool) {
    let Some(WakeTarget { woken, state }) = target else {
        return;
    };
    let state = match state {
        // It began or ended between the two looks.
        WakeState::Waiting if !is_queued => WakeState::Unknown,
        _ if is_queued => WakeState::Waiting,
        state => state,
    };
    run_in_probe(|in_probe| record_wake(in_probe, woken, state));
}

pub fn record_wake(in_probe: &InProbeGuard, woken: TaskId, state: WakeState) {
    let cause = context::with(|context| {
        context.last_woken.set(woken);
        context.wake_cause.get()
    });
    let (cause, object) = match cause {
        Some(WakeCause {
            cause,
            object_or_task,
        }) => (cause, object_or_task),
        None => (Cause::Direct, 0),
    };
    let object = (object > 0).then_some(object);
    let event = Event::Wake {
        woken,
        cause,
        object,
        state,
    };
    in_probe.record(event, Flush::Buffered);
}

/// A task is to be cancelled.
pub fn record_abort(id: u64) {
    run_in_probe(|in_probe| {
        let _cause = enter_wake_cause(Cause::Abort, || 0);
        record_wake(in_probe, task_id(id), WakeState::Unknown);
    });
}

/// The current task asks to be polled again after the others.
pub fn record_deferral(why: DeferralReason) {
    if is_recording() && why == DeferralReason::Budget {
        context::with(|context| context.is_out_of_coop_budget.set(true));
    }
    record(Event::Defer { why }, Flush::Buffered);
}
