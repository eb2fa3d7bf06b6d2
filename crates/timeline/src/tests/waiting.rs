//! Waits, and what ends them.

use super::*;
use recorder_events::DeferralReason;

pub fn object_event(
    object: u32,
    kind: ObjectKind,
    size: Option<u64>,
) -> Event<'static> {
    Event::Object {
        object,
        kind,
        place: Some(PLACE_NUMBER),
        size,
    }
}

fn wait_event(wait: u32, operation: Operation, target: u64) -> Event<'static> {
    Event::WaitBegin {
        wait,
        operation,
        target,
        place: None,
    }
}

pub fn begin_sleep(wait_number: u32, timer: u32) -> Event<'static> {
    wait_event(wait_number, Operation::Elapse, timer.into())
}

pub fn ready_event(wait: u32) -> Event<'static> {
    let outcome = recorder_events::Outcome::Ready;
    Event::WaitEnd { wait, outcome }
}

fn dropped_event(wait: u32) -> Event<'static> {
    let outcome = recorder_events::Outcome::Dropped;
    Event::WaitEnd { wait, outcome }
}

/// The root sleeps 100 ms; the timer is number 1, and so is the wait.
fn sleeping_script() -> EventScript {
    let mut script = EventScript::with_root();
    script.add(20, object_event(1, ObjectKind::Sleep, Some(100_000)));
    script
        .add(22, begin_sleep(1, 1))
        .add(23, poll_end(ROOT_TASK_ID))
        .as_no_task();
    script
}

#[test]
fn a_timer_ends_a_sleep() {
    let mut script = sleeping_script();
    script.add(5000, Event::TimerFired { object: 1 });
    script.add(5000, wake_event(ROOT_TASK_ID, Cause::Timer, None));
    script
        .add(5001, poll_begin(ROOT_TASK_ID))
        .add(5002, ready_event(1));
    let t = script.timeline();
    let wait = &t.waits[0];
    assert_eq!(
        (&*wait.target_kind, wait.line),
        ("sleep", Some(LINE_NUMBER))
    );
    assert_eq!(wait.timer_ms, Some(Ms(100.0)));
    assert_eq!((wait.start, wait.end), (Ms(0.022), Some(Ms(5.002))));
    assert_eq!(wait.outcome, Some(WaitOutcome::Ready));
    assert_eq!(wait.cause.unwrap().kind, WakeKind::Timer);
    assert_eq!((t.wakes[0].kind, t.wakes[0].why), (WakeKind::Timer, None));
}

#[test]
fn a_sleep_that_is_reset_has_the_new_duration() {
    let reset = Event::TimerReset {
        object: 1,
        micros: 20_000,
        place: None,
    };
    let mut before = EventScript::with_root();
    before.add(20, object_event(1, ObjectKind::Sleep, Some(500_000)));
    before.add(21, reset).add(22, begin_sleep(1, 1));
    assert_eq!(before.timeline().waits[0].timer_ms, Some(Ms(20.0)));
    // A wait that goes on had another length at first.
    let mut during = sleeping_script();
    during.add(30, reset);
    assert_eq!(during.timeline().waits[0].timer_ms, None);
}

#[test]
fn a_wait_that_is_dropped_has_no_cause_but_an_abort() {
    let mut script = sleeping_script();
    script.add(900, dropped_event(1));
    let wait = &script.timeline().waits[0];
    assert_eq!((wait.end, wait.cause), (Some(Ms(0.9)), None));
    assert_eq!(wait.outcome, Some(WaitOutcome::Dropped));
    let mut aborted = sleeping_script();
    aborted
        .as_task(TASK_ID)
        .add(800, wake_event(ROOT_TASK_ID, Cause::Abort, None));
    aborted.add(900, task_end_event(ROOT_TASK_ID, TaskEnd::Cancelled));
    let wait = &aborted.timeline().waits[0];
    assert_eq!(wait.outcome, Some(WaitOutcome::Dropped));
    let cause = wait.cause.unwrap();
    assert_eq!(
        (cause.why, cause.waking_task),
        (Some(WakeReason::Abort), Some(1))
    );
}

/// The wait of a task for an object, and the wake that comes meanwhile.
fn ended_by(
    kind: ObjectKind,
    operation: Operation,
    wakes: &[(Cause, Option<u64>)],
) -> Timeline {
    let mut script = EventScript::with_root();
    script.add(5, object_event(4, kind, None)).as_task(TASK_ID);
    script
        .add(10, poll_begin(TASK_ID))
        .add(11, wait_event(1, operation, 4));
    script.add(12, poll_end(TASK_ID)).as_task(ROOT_TASK_ID);
    for (cause, object) in wakes {
        script.add(500, wake_event(TASK_ID, *cause, *object));
    }
    script
        .as_task(TASK_ID)
        .add(600, poll_begin(TASK_ID))
        .add(601, ready_event(1));
    script.timeline()
}

#[test]
fn a_wait_ends_by_what_was_done_to_its_object() {
    for (kind, operation, cause, target_kind, name, why) in [
        (
            ObjectKind::BoundedChannel,
            Operation::Receive,
            Cause::Send,
            "channel",
            Some("receive"),
            WakeReason::Send,
        ),
        (
            ObjectKind::BoundedChannel,
            Operation::Send,
            Cause::Receive,
            "channel",
            Some("send"),
            WakeReason::Receive,
        ),
        (
            ObjectKind::Mutex,
            Operation::Acquire,
            Cause::Release,
            "mutex",
            None,
            WakeReason::Release,
        ),
        (
            ObjectKind::Notify,
            Operation::Notified,
            Cause::Notify,
            "notify",
            None,
            WakeReason::Notify,
        ),
        (
            ObjectKind::Watch,
            Operation::Change,
            Cause::Close,
            "watch",
            None,
            WakeReason::Close,
        ),
    ] {
        // An earlier wake for another object is no cause.
        let wakes = [(Cause::Send, Some(99)), (cause, Some(4))];
        let t = ended_by(kind, operation, &wakes);
        let wait = &t.waits[0];
        assert_eq!(
            (&*wait.target_kind, wait.operation.as_deref()),
            (target_kind, name)
        );
        let cause = wait.cause.unwrap();
        assert_eq!(cause.why, Some(why));
        assert_eq!((cause.kind, cause.waking_task), (WakeKind::Task, Some(0)));
    }
}

#[test]
fn a_cause_that_was_not_seen_is_unknown() {
    for wakes in [vec![], vec![(Cause::Send, Some(99)), (Cause::Direct, None)]]
    {
        let kind = ObjectKind::UnboundedChannel;
        let t = ended_by(kind, Operation::Receive, &wakes);
        assert_eq!(t.waits[0].cause, None);
    }
}

#[test]
fn a_join_ends_with_its_task() {
    let mut script = EventScript::with_root();
    script
        .add(20, wait_event(1, Operation::Join, TASK_ID))
        .add(21, poll_end(ROOT_TASK_ID));
    script.as_task(TASK_ID).add(30, poll_begin(TASK_ID));
    script
        .add(800, task_end_event(TASK_ID, TaskEnd::Returned))
        .add(800, poll_end(TASK_ID));
    script
        .as_no_task()
        .add(801, wake_event(ROOT_TASK_ID, Cause::Join, Some(TASK_ID)));
    script
        .as_task(ROOT_TASK_ID)
        .add(900, poll_begin(ROOT_TASK_ID))
        .add(901, ready_event(1));
    let t = script.timeline();
    let wait = &t.waits[0];
    assert_eq!((&*wait.target_kind, wait.awaited_task), ("task", Some(1)));
    assert_eq!(wait.line, Some(LINE_NUMBER));
    let cause = wait.cause.unwrap();
    assert_eq!((cause.kind, cause.waking_task), (WakeKind::End, Some(1)));
    assert_eq!(
        (t.wakes[0].kind, t.wakes[0].waking_task),
        (WakeKind::End, Some(1))
    );
}

#[test]
fn a_deferred_task_waits_for_the_others() {
    for (why, target_kind, word) in [
        (DeferralReason::Budget, "budget", WakeReason::Budget),
        (DeferralReason::Yield, "yield", WakeReason::Yield),
    ] {
        let mut script = EventScript::with_root();
        script.as_task(TASK_ID).add(100, poll_begin(TASK_ID));
        script
            .add(110, Event::Defer { why })
            .add(120, poll_end(TASK_ID))
            .as_no_task();
        script.add(150, wake_event(TASK_ID, Cause::Deferred, None));
        script.as_task(TASK_ID).add(300, poll_begin(TASK_ID));
        let t = script.timeline();
        let wait = &t.waits[0];
        assert_eq!((&*wait.target_kind, wait.task), (target_kind, 1));
        assert_eq!((wait.start, wait.end), (Ms(0.12), Some(Ms(0.3))));
        assert_eq!(wait.cause.unwrap().why, Some(word));
        assert_eq!(t.wakes[0].kind, WakeKind::Itself);
        assert_eq!(t.wakes[0].why, Some(word));
    }
}

#[test]
fn a_wait_without_a_name_ends_with_the_next_poll() {
    let mut script = EventScript::with_root();
    script
        .as_task(TASK_ID)
        .add(100, poll_begin(TASK_ID))
        .add(120, poll_end(TASK_ID));
    script
        .as_task(ROOT_TASK_ID)
        .add(500, wake_event(TASK_ID, Cause::Direct, None));
    script.as_task(TASK_ID).add(900, poll_begin(TASK_ID));
    let t = script.timeline();
    let wait = t.waits.iter().find(|wait| wait.task == 1).unwrap();
    assert_eq!(&*wait.target_kind, "unknown");
    assert_eq!((wait.start, wait.end), (Ms(0.12), Some(Ms(0.9))));
    assert_eq!(wait.cause.unwrap().waking_task, Some(0));
    assert_eq!(
        (t.wakes[0].waking_task, t.wakes[0].kind),
        (Some(0), WakeKind::Task)
    );
}
