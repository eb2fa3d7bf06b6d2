//! What woke a task.

use super::*;

#[test]
fn a_wake_has_its_cause() {
    let kind = |waking_task: Option<u64>, cause, object| {
        let mut script = EventScript::with_root();
        script.add(50, spawn_event(4, SpawnKind::Blocking));
        script
            .as_task(TASK_ID)
            .add(100, poll_begin(TASK_ID))
            .add(120, poll_end(TASK_ID));
        script.task = waking_task;
        // Thread 1 belongs to no runtime.
        script
            .on_thread(1)
            .add(500, wake_event(TASK_ID, cause, object));
        script.as_task(TASK_ID).add(900, poll_begin(TASK_ID));
        let t = script.timeline();
        (t.wakes[0].kind, t.wakes[0].waking_task)
    };
    let direct = |waking_task| kind(waking_task, Cause::Direct, None);
    assert_eq!(direct(Some(ROOT_TASK_ID)), (WakeKind::Task, Some(0)));
    assert_eq!(direct(Some(TASK_ID)), (WakeKind::Itself, Some(1)));
    assert_eq!(direct(Some(4)), (WakeKind::Thread, Some(2)));
    assert_eq!(direct(None), (WakeKind::Thread, None));
    let join = kind(None, Cause::Join, Some(ROOT_TASK_ID));
    assert_eq!(join, (WakeKind::End, Some(0)));
    assert_eq!(kind(None, Cause::Io, Some(9)), (WakeKind::Io, None));
    assert_eq!(kind(None, Cause::Timer, None), (WakeKind::Timer, None));
    let again = kind(None, Cause::Deferred, None);
    assert_eq!(again, (WakeKind::Itself, Some(1)));
}

/// A runtime's own code may use a waker that it did not make.
#[test]
fn a_wake_by_a_runtimes_thread_outside_of_tasks_is_unknown() {
    let mut script = EventScript::with_root();
    script
        .as_task(TASK_ID)
        .add(100, poll_begin(TASK_ID))
        .add(120, poll_end(TASK_ID));
    script
        .as_no_task()
        .add(500, wake_event(TASK_ID, Cause::Direct, None));
    script.add(900, poll_begin(TASK_ID));
    let t = script.timeline();
    assert_eq!(
        (t.wakes[0].kind, t.wakes[0].waking_task),
        (WakeKind::Unknown, None)
    );
}

#[test]
fn for_a_task_of_a_local_set_the_task_of_the_set_is_woken() {
    let mut script = EventScript::with_root();
    script
        .add(10, spawn_event(4, SpawnKind::Local))
        .add(20, poll_end(ROOT_TASK_ID));
    script
        .as_no_task()
        .add(500, wake_event(4, Cause::Io, Some(1)));
    script.add(501, wake_event(ROOT_TASK_ID, Cause::Local, Some(4)));
    script
        .as_task(ROOT_TASK_ID)
        .add(600, poll_begin(ROOT_TASK_ID));
    let t = script.timeline();
    let of_root = t.wakes.iter().find(|wake| wake.task == 0).unwrap();
    assert_eq!(
        (of_root.kind, of_root.waking_task),
        (WakeKind::Local, Some(2))
    );
}

#[test]
fn only_the_first_of_equal_wakes_before_a_poll_counts() {
    let mut script = EventScript::with_root();
    script
        .as_task(TASK_ID)
        .add(100, poll_begin(TASK_ID))
        .add(120, poll_end(TASK_ID));
    script.as_task(ROOT_TASK_ID);
    for now in [500, 510] {
        script.add(now, wake_event(TASK_ID, Cause::Send, Some(1)));
    }
    script.as_task(TASK_ID).add(900, poll_begin(TASK_ID));
    script
        .add(910, task_end_event(TASK_ID, TaskEnd::Returned))
        .as_task(ROOT_TASK_ID);
    script.add(960, wake_event(TASK_ID, Cause::Send, Some(1)));
    assert_eq!(script.timeline().wakes.len(), 1);
}
