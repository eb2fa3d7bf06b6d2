//! Programs whose causes used to be concluded wrongly.

use super::{record_timeline, wakes_of};
use timeline::{TaskKind, TaskOutcome, Wake, WakeKind, WakeReason};

/// No plain thread exists, and nothing waits for input or output.
#[test]
fn a_task_that_has_used_up_its_budget_wakes_itself() {
    for flavor in ["current_thread", "multi_thread"] {
        let timeline = record_timeline(&format!(
            r#"
            #[tokio::main(flavor = "{flavor}")]
            async fn main() {{
                tokio::spawn(async {{
                    for _ in 0..1000 {{
                        tokio::task::consume_budget().await;
                        std::hint::black_box((0..2000).sum::<u64>());
                    }}
                }}).await.unwrap();
            }}"#
        ));
        let wakes = wakes_of(&timeline, 1);
        assert!(wakes.len() >= 5, "{wakes:?}");
        for wake in wakes {
            assert_eq!(
                (wake.kind, wake.why),
                (WakeKind::Itself, Some(WakeReason::Budget))
            );
        }
        let waits: Vec<_> =
            timeline.waits.iter().filter(|w| w.task == 1).collect();
        assert!(
            waits.iter().all(|wait| wait.target_kind == "budget"),
            "{waits:?}"
        );
    }
}

#[test]
fn wakes_after_channels_use_up_the_budget_have_that_reason() {
    let timeline = record_timeline(
        r#"
        #[tokio::main]
        async fn main() {
            let (tx, mut rx) = tokio::sync::mpsc::channel(1000);
            tokio::spawn(async move { for i in 0..500 { tx.send(i).await.unwrap(); } });
            tokio::spawn(async move { while rx.recv().await.is_some() {} }).await.unwrap();
        }"#,
    );
    for wake in &timeline.wakes {
        let is_known = match wake.kind {
            // It tries again if the send came while it registered its waker.
            WakeKind::Itself => {
                matches!(wake.why, Some(WakeReason::Budget | WakeReason::Retry))
            }
            WakeKind::Task => {
                matches!(
                    wake.why,
                    Some(
                        WakeReason::Send
                            | WakeReason::Receive
                            | WakeReason::Close
                    )
                )
            }
            WakeKind::End => true,
            _ => false,
        };
        assert!(is_known, "{wake:?}");
    }
    let budget = timeline
        .wakes
        .iter()
        .filter(|w| w.why == Some(WakeReason::Budget));
    assert!(budget.count() >= 2, "{:?}", timeline.wakes);
}

#[test]
fn unparking_the_event_loop_is_not_taken_for_io() {
    let timeline = record_timeline(
        r#"
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let handle = tokio::runtime::Handle::current();
            let other = std::thread::spawn(move || {
                for _ in 0..50 { handle.spawn(async {}); }
            });
            tokio::spawn(async {
                for _ in 0..2000 { tokio::task::consume_budget().await; }
            }).await.unwrap();
            other.join().unwrap();
        }"#,
    );
    assert!(
        timeline.wakes.iter().all(|w| w.kind != WakeKind::Io),
        "{:?}",
        timeline.wakes
    );
}

#[test]
fn advancing_the_clock_is_not_taken_for_io() {
    let timeline = record_timeline(
        r#"
        use tokio::time::{Duration, advance, sleep};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let other = tokio::spawn(sleep(Duration::from_millis(30)));
            tokio::task::yield_now().await;
            advance(Duration::from_millis(10)).await;
            advance(Duration::from_millis(30)).await;
            other.await.unwrap();
        }"#,
    );
    for wake in &timeline.wakes {
        let is_known = match wake.kind {
            WakeKind::Itself => wake.why == Some(WakeReason::Yield),
            kind => matches!(kind, WakeKind::Timer | WakeKind::End),
        };
        assert!(is_known, "{wake:?}");
    }
}

/// The interval's timer is still set when the branch is dropped.
#[test]
fn a_wake_by_a_timer_that_nothing_waits_for_has_the_kind_timer() {
    for flavor in ["current_thread", "multi_thread"] {
        let timeline = record_timeline(&format!(
            r#"
            use tokio::time::{{Duration, interval, sleep}};
            #[tokio::main(flavor = "{flavor}")]
            async fn main() {{
                let mut tick = interval(Duration::from_millis(300));
                tick.tick().await;
                tokio::select! {{
                    biased;
                    _ = tick.tick() => {{}}
                    _ = tokio::task::yield_now() => {{}}
                }}
                sleep(Duration::from_millis(600)).await;
            }}"#
        ));
        let late: Vec<_> =
            timeline.wakes.iter().filter(|w| w.time.0 > 200.0).collect();
        assert!(!late.is_empty());
        assert!(late.iter().all(|w| w.kind == WakeKind::Timer), "{late:?}");
        let sleep = timeline
            .waits
            .iter()
            .find(|wait| wait.target_kind == "sleep")
            .unwrap();
        let length = sleep.end.unwrap().0 - sleep.start.0;
        assert!(length > 599.0, "{sleep:?}");
    }
}

#[test]
fn a_sleep_that_is_reset_takes_its_new_time() {
    let timeline = record_timeline(
        r#"
        use tokio::time::{Duration, Instant, sleep};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let timer = sleep(Duration::from_millis(500));
            tokio::pin!(timer);
            timer.as_mut().reset(Instant::now() + Duration::from_millis(20));
            timer.await;
        }"#,
    );
    let wait = &timeline.waits[0];
    assert_eq!(wait.timer_ms.map(|ms| ms.0), Some(20.0));
    assert_eq!(wait.end.unwrap().0, 20.0);
}

#[test]
fn wakes_by_blocking_functions_and_threads_have_the_kind_thread() {
    let timeline = record_timeline(
        r#"
        use tokio::sync::oneshot;
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let (tx, rx) = oneshot::channel();
            tokio::task::spawn_blocking(move || tx.send(1).unwrap());
            rx.await.unwrap();
            let (tx, rx) = oneshot::channel();
            let thread = std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(20));
                tx.send(1).unwrap()
            });
            rx.await.unwrap();
            thread.join().unwrap();
        }"#,
    );
    let blocking = timeline
        .tasks
        .iter()
        .find(|task| task.kind == TaskKind::Blocking);
    let by_thread = |w: &&Wake| w.task == 0 && w.kind == WakeKind::Thread;
    let waking_tasks: Vec<_> = timeline
        .wakes
        .iter()
        .filter(by_thread)
        .map(|w| w.waking_task)
        .collect();
    assert!(waking_tasks.ends_with(&[None]), "{:?}", timeline.wakes);
    assert!(
        waking_tasks
            .iter()
            .flatten()
            .all(|task| Some(*task) == blocking.map(|b| b.id))
    );
}

/// A task of a runtime that has ended, and the roots of two runtimes.
#[test]
fn each_of_several_runtimes_has_its_own_main_task() {
    let timeline = record_timeline(
        r#"
        use tokio::runtime::Builder;
        fn main() {
            for _ in 0..2 {
                let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                runtime.spawn(std::future::pending::<()>());
                runtime.block_on(async { tokio::spawn(async {}).await.unwrap() });
            }
        }"#,
    );
    let roots = timeline
        .tasks
        .iter()
        .filter(|task| task.kind == TaskKind::Main);
    assert_eq!(
        roots
            .filter(|task| task.outcome == Some(TaskOutcome::Done))
            .count(),
        2
    );
    let cancelled = timeline
        .tasks
        .iter()
        .filter(|task| task.outcome == Some(TaskOutcome::Cancelled));
    assert_eq!(cancelled.count(), 2);
    assert!(timeline.tasks.iter().all(|task| task.end.is_some()));
}

/// The interval's timer is still set in a spawned task, too.
#[test]
fn a_wake_by_a_leftover_timer_of_a_task_has_the_kind_timer() {
    let timeline = record_timeline(
        r#"
        use tokio::time::{Duration, interval, sleep};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            tokio::spawn(async {
                let mut tick = interval(Duration::from_millis(30));
                tick.tick().await;
                tokio::select! {
                    biased;
                    _ = tick.tick() => {}
                    _ = tokio::task::yield_now() => {}
                }
                sleep(Duration::from_millis(60)).await;
            }).await.unwrap();
        }"#,
    );
    let wakes = wakes_of(&timeline, 1);
    let late: Vec<_> = wakes.iter().filter(|w| w.time.0 >= 30.0).collect();
    assert_eq!(late.len(), 2, "{wakes:?}");
    assert!(late.iter().all(|w| w.kind == WakeKind::Timer), "{late:?}");
}

#[test]
fn a_sleep_that_is_reset_ends_at_its_later_time() {
    let timeline = record_timeline(
        r#"
        use tokio::time::{Duration, Instant, sleep};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let timer = sleep(Duration::from_millis(20));
            tokio::pin!(timer);
            assert!(futures::poll!(timer.as_mut()).is_pending());
            timer.as_mut().reset(Instant::now() + Duration::from_millis(60));
            timer.await;
        }"#,
    );
    let wait = &timeline.waits[0];
    assert!(wait.timer_ms.is_none_or(|ms| ms.0 == 60.0), "{wait:?}");
    assert_eq!(wait.end.unwrap().0, 60.0);
    assert_eq!(wait.cause.unwrap().kind, WakeKind::Timer);
}

/// `FuturesUnordered` wakes its task itself, so this is polled once more before
/// the runtime wakes what had used up its budget.
#[test]
fn a_deferral_keeps_its_reason_over_several_polls() {
    let timeline = record_timeline(
        r#"
        use futures::{FutureExt, stream::{FuturesUnordered, StreamExt}};
        async fn use_budget() {
            for _ in 0..200 { tokio::task::consume_budget().await; }
        }
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            tokio::spawn(async {
                let futures = [use_budget().boxed(), std::future::pending().boxed()];
                let mut futures: FuturesUnordered<_> = futures.into_iter().collect();
                futures.next().await;
            }).await.unwrap();
        }"#,
    );
    let wakes = wakes_of(&timeline, 1);
    let whys: Vec<_> = wakes.iter().map(|w| (w.kind, w.why)).collect();
    let itself = WakeKind::Itself;
    assert_eq!(whys, [(itself, None), (itself, Some(WakeReason::Budget))]);
    assert!(
        timeline
            .waits
            .iter()
            .all(|wait| wait.target_kind != "budget"),
        "{timeline:?}"
    );
}

/// Outside of a scheduler, a task that yields is woken before its poll ends.
#[test]
fn main_that_yields_beside_workers_wakes_itself() {
    let timeline = record_timeline(
        r#"
        #[tokio::main]
        async fn main() {
            for _ in 0..3 {
                tokio::task::yield_now().await;
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        }"#,
    );
    for wake in wakes_of(&timeline, 0) {
        let known = (WakeKind::Itself, Some(WakeReason::Yield));
        assert_eq!((wake.kind, wake.why), known);
    }
    for wait in &timeline.waits {
        let cause = wait.cause.unwrap();
        let known =
            ("yield", WakeKind::Itself, Some(WakeReason::Yield), Some(0));
        assert_eq!(
            (&*wait.target_kind, cause.kind, cause.why, cause.waking_task),
            known
        );
    }
}
