//! Two runs of one program, and those of two.

use super::super::{AggregatedTasks, Block, ReceiverLag, Task, Wait, compare};
use super::*;
use crate::compare::MIN_LOOP_WAITS;

/// Two tasks that sleep, and end after one another.
fn sample_timeline() -> Timeline {
    let task = |id: usize, end: f64| Task {
        id,
        kind: TaskKind::Spawned,
        name: None,
        line: Some(id as u32),
        parent: None,
        start: Ms(0.0),
        end: Some(Ms(end)),
        outcome: Some(TaskOutcome::Done),
    };
    let wait = |task: usize, end: f64| Wait {
        task,
        target_kind: "sleep".to_owned(),
        operation: None,
        awaited_task: None,
        name: None,
        timer_ms: None,
        line: Some(9),
        await_line: None,
        start: Ms(0.0),
        end: Some(Ms(end)),
        outcome: Some(WaitOutcome::Ready),
        cause: None,
    };
    let mut run = EventScript::new().timeline();
    run.tasks = vec![task(1, 1000.0), task(2, 2000.0)];
    run.waits = vec![wait(1, 1000.0), wait(2, 2000.0)];
    run
}

#[track_caller]
fn assert_differs(
    change: impl FnOnce(&mut Timeline),
    expected_difference: &str,
) {
    let mut fresh = sample_timeline();
    change(&mut fresh);
    let differences = compare(&sample_timeline(), &fresh).unwrap_err();
    assert!(
        differences
            .iter()
            .any(|it| it.contains(expected_difference)),
        "{differences:?}"
    );
}

#[track_caller]
fn assert_same(change: impl FnOnce(&mut Timeline)) {
    let mut fresh = sample_timeline();
    change(&mut fresh);
    assert_eq!(compare(&sample_timeline(), &fresh), Ok(()));
}

#[test]
fn a_run_that_takes_a_little_longer_is_accepted() {
    assert_same(|_| {});
    assert_same(|t| {
        t.waits[0].end = Some(Ms(1140.0));
        t.tasks[0].end = Some(Ms(1140.0));
    });
    assert_same(|t| t.waits[1].end = Some(Ms(2400.0)));
    assert_same(|t| t.polls.push(poll(1, Ms(1.0), Ms(2.0))));
}

#[test]
fn a_wait_that_takes_much_longer_differs() {
    assert_differs(|t| t.waits[0].end = Some(Ms(1500.0)), "now 1500 ms");
    assert_differs(|t| t.waits[1].end = Some(Ms(1000.0)), "now 1000 ms");
}

#[test]
fn a_wait_on_another_line_or_with_another_end_differs() {
    assert_differs(|t| t.waits[0].line = Some(8), "waits");
    assert_differs(
        |t| t.waits[0].outcome = Some(WaitOutcome::Dropped),
        "dropped",
    );
    assert_differs(|t| t.waits[0].target_kind = "mutex".to_owned(), "mutex");
    assert_differs(|t| drop(t.waits.pop()), "waits");
}

#[test]
fn a_task_on_another_line_or_with_another_end_differs() {
    assert_differs(|t| t.tasks[0].line = Some(5), "tasks");
    assert_differs(
        |t| t.tasks[0].outcome = Some(TaskOutcome::Cancelled),
        "Cancelled",
    );
    assert_differs(|t| t.tasks[0].outcome = None, "tasks");
    assert_differs(|t| t.tasks.truncate(1), "tasks");
}

#[test]
fn task_ends_that_are_apart_must_have_the_same_order() {
    let swap = |t: &mut Timeline| {
        (t.tasks[0].end, t.tasks[1].end) = (t.tasks[1].end, t.tasks[0].end);
    };
    assert_differs(swap, "order of ends");
    let mut near = sample_timeline();
    near.tasks[1].end = Some(Ms(1050.0));
    let mut fresh = near.clone();
    swap(&mut fresh);
    assert_eq!(compare(&near, &fresh), Ok(()));
}

#[test]
fn with_sockets_short_waits_may_be_missing_in_one_run() {
    let with_wait = |ms: f64, target_kind: &str| {
        let mut timeline = sample_timeline();
        let wait = |end: f64, target_kind: &str| Wait {
            target_kind: target_kind.to_owned(),
            end: Some(Ms(end)),
            ..sample_timeline().waits.remove(0)
        };
        timeline.waits.push(wait(5.0, target_kind));
        timeline.waits.push(wait(ms, "interval"));
        timeline
    };
    let without = |target_kind: &str| {
        let mut timeline = with_wait(1.0, target_kind);
        timeline.waits.pop();
        timeline
    };
    let fresh = with_wait(1.0, "tcpstream");
    assert_eq!(compare(&without("tcpstream"), &fresh), Ok(()));
    assert!(compare(&without("mutex"), &with_wait(1.0, "mutex")).is_err());
    let fresh = with_wait(30.0, "tcpstream");
    assert!(compare(&without("tcpstream"), &fresh).is_err());
}

#[test]
fn one_wait_for_another_task_may_be_split_into_two() {
    let with_waits = |target_kind: &str, durations: &[f64]| {
        let mut timeline = sample_timeline();
        let wait = |ms: &f64| Wait {
            target_kind: target_kind.to_owned(),
            end: Some(Ms(*ms)),
            ..sample_timeline().waits.remove(0)
        };
        timeline.waits.extend(durations.iter().map(wait));
        timeline
    };
    let one = with_waits("task", &[500.0]);
    assert_eq!(compare(&one, &with_waits("task", &[200.0, 300.0])), Ok(()));
    assert_eq!(compare(&one, &with_waits("task", &[500.0, 3.0])), Ok(()));
    assert!(compare(&one, &sample_timeline()).is_err());
    assert!(compare(&one, &with_waits("task", &[500.0, 300.0])).is_err());
    let thirds = [200.0, 200.0, 100.0];
    assert!(compare(&one, &with_waits("task", &thirds)).is_err());
    let one = with_waits("interval", &[500.0]);
    let two = with_waits("interval", &[200.0, 300.0]);
    assert!(compare(&one, &two).is_err());
}

#[test]
fn only_short_nameless_waits_may_be_missing_in_one_run() {
    let nameless = |ms: f64| Wait {
        target_kind: "unknown".to_owned(),
        line: None,
        end: Some(Ms(ms)),
        ..sample_timeline().waits.remove(0)
    };
    assert_same(|t| t.waits.push(nameless(3.0)));
    assert_differs(|t| t.waits.push(nameless(300.0)), "nameless waits");
}

#[test]
fn a_wait_that_a_library_drops_may_only_become_longer() {
    let with_dropped = |ms: f64| {
        let mut timeline = sample_timeline();
        timeline.waits.push(Wait {
            line: None,
            end: Some(Ms(ms)),
            outcome: Some(WaitOutcome::Dropped),
            ..sample_timeline().waits.remove(0)
        });
        timeline
    };
    assert_eq!(compare(&with_dropped(100.0), &with_dropped(900.0)), Ok(()));
    assert!(compare(&with_dropped(900.0), &with_dropped(100.0)).is_err());
    assert!(compare(&with_dropped(900.0), &sample_timeline()).is_err());
}

#[test]
fn a_loop_may_go_around_more_often_in_the_same_time() {
    let with_waits = |count: usize, ms: f64| {
        let mut timeline = sample_timeline();
        let mut wait = timeline.waits[0].clone();
        wait.end = Some(Ms(ms));
        timeline.waits = vec![wait; count];
        timeline
    };
    let recorded = with_waits(2 * MIN_LOOP_WAITS, 30.0);
    assert_eq!(
        compare(&recorded, &with_waits(4 * MIN_LOOP_WAITS, 15.0)),
        Ok(())
    );
    assert!(compare(&recorded, &with_waits(4 * MIN_LOOP_WAITS, 30.0)).is_err());
    assert!(compare(&recorded, &with_waits(6 * MIN_LOOP_WAITS, 10.0)).is_err());
    assert!(compare(&with_waits(2, 30.0), &with_waits(3, 20.0)).is_err());
}

#[test]
fn only_short_calls_that_wait_for_others_may_be_missing_in_one_run() {
    let with_calls = |durations: &[f64]| {
        let mut timeline = sample_timeline();
        let block = |ms: &f64| Block {
            thread: 0,
            task: None,
            start: Ms(0.0),
            end: Some(Ms(*ms)),
            what: "join".to_owned(),
            call_count: 1,
        };
        timeline.blocks = durations.iter().map(block).collect();
        timeline
    };
    let recorded = with_calls(&[300.2, 300.1]);
    let also = with_calls(&[299.7, 299.9, 40.0]);
    assert_eq!(compare(&recorded, &also), Ok(()));
    assert!(compare(&recorded, &with_calls(&[300.0])).is_err());
    assert!(compare(&recorded, &with_calls(&[300.0; 3])).is_err());
}

#[test]
fn aggregated_tasks_are_compared_by_their_counts() {
    let aggregated = |done: usize| AggregatedTasks {
        kind: TaskKind::Spawned,
        line: Some(5),
        parent: None,
        count: 100,
        start: (Ms(0.0), Ms(1.0)),
        end: None,
        done,
        cancelled: 100 - done,
        panicked: 0,
        alive: Vec::new(),
    };
    let mut recorded = sample_timeline();
    recorded.aggregates = vec![aggregated(100)];
    let mut fresh = sample_timeline();
    fresh.aggregates = vec![aggregated(99)];
    assert!(compare(&recorded, &fresh).is_err());
    assert_eq!(compare(&fresh, &fresh), Ok(()));
}

#[test]
fn panics_and_long_blocks_are_compared() {
    let block = Block {
        thread: 0,
        task: None,
        start: Ms(0.0),
        end: Some(Ms(200.0)),
        what: "sleep".to_owned(),
        call_count: 1,
    };
    assert_differs(|t| t.blocks.push(block), "blocked times");
    let panic = Panic {
        time: Ms(1.0),
        task: None,
        thread: 0,
        line: Some(3),
    };
    assert_differs(|t| t.panics.push(panic), "panics");
    let lag = ReceiverLag {
        time: Ms(1.0),
        task: Some(0),
        thread: 0,
        missed: 2,
        line: None,
    };
    assert_differs(|t| t.lags.push(lag), "lost messages");
}

#[test]
fn blocked_times_on_a_virtual_clock_may_differ() {
    let on_virtual_clock = |ms: f64| {
        let mut timeline = sample_timeline();
        timeline.is_virtual = true;
        timeline.blocks = vec![Block {
            thread: 1,
            task: None,
            start: Ms(0.0),
            end: Some(Ms(ms)),
            what: "sleep".to_owned(),
            call_count: 1,
        }];
        timeline
    };
    let (recorded, fresh) = (on_virtual_clock(0.0), on_virtual_clock(60_000.0));
    assert_eq!(compare(&recorded, &fresh), Ok(()));
}
