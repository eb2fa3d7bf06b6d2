//! Programs whose causes used to be concluded wrongly.

use book_tests::recorded_program::RecordedProgram;
use timeline::{Kind, TaskOutcome, Timeline, Wait, WaitOutcome, Wake};
use timeline::{WakeKind, Why};

#[track_caller]
fn record_timeline(source: &str) -> Timeline {
    let program = RecordedProgram::compile("program", source).unwrap();
    let run = program.record(&[]).unwrap();
    assert!(run.output.status.success(), "{:?}", run.output);
    run.timeline()
}

fn wakes_of(timeline: &Timeline, task: usize) -> Vec<&Wake> {
    timeline.wakes.iter().filter(|w| w.task == task).collect()
}

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
                (WakeKind::Itself, Some(Why::Budget))
            );
        }
        let waits: Vec<_> =
            timeline.waits.iter().filter(|w| w.task == 1).collect();
        assert!(waits.iter().all(|wait| wait.on == "budget"), "{waits:?}");
    }
}

#[test]
fn channels_that_use_up_the_budget_tell_so() {
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
            WakeKind::Itself => wake.why == Some(Why::Budget),
            WakeKind::Task => {
                matches!(wake.why, Some(Why::Send | Why::Receive | Why::Close))
            }
            WakeKind::End => true,
            _ => false,
        };
        assert!(is_known, "{wake:?}");
    }
    let budget = timeline.wakes.iter().filter(|w| w.why == Some(Why::Budget));
    assert!(budget.count() >= 2, "{:?}", timeline.wakes);
}

#[test]
fn a_loop_that_is_unparked_meanwhile_has_no_input() {
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
fn time_that_is_advanced_is_no_input() {
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
            WakeKind::Itself => wake.why == Some(Why::Yield),
            kind => matches!(kind, WakeKind::Timer | WakeKind::End),
        };
        assert!(is_known, "{wake:?}");
    }
}

/// The interval's timer is still set when the branch is dropped.
#[test]
fn a_timer_that_fires_when_nothing_waits_for_it_is_a_timer() {
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
            .find(|wait| wait.on == "sleep")
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
fn a_losing_branch_of_select_is_dropped() {
    let timeline = record_timeline(
        r#"
        use tokio::{sync::mpsc, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let (_tx, mut rx) = mpsc::channel::<u8>(1);
            for _ in 0..2 {
                tokio::select! {
                    _ = rx.recv() => {}
                    () = sleep(Duration::from_millis(10)) => {}
                }
            }
        }"#,
    );
    let receives = timeline.waits.iter().filter(|wait| wait.on == "channel");
    let outcomes: Vec<_> =
        receives.map(|w| (w.outcome, w.end.unwrap().0)).collect();
    let dropped = Some(WaitOutcome::Dropped);
    assert_eq!(outcomes, [(dropped, 10.0), (dropped, 20.0)]);
}

#[test]
fn an_abort_and_a_panic_in_drop_have_their_ends() {
    let timeline = record_timeline(
        r#"
        use tokio::time::{Duration, sleep};
        struct Bomb;
        impl Drop for Bomb { fn drop(&mut self) { panic!("in drop") } }
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let first = tokio::spawn(sleep(Duration::from_secs(1)));
            let second = tokio::spawn(async {
                let _bomb = Bomb;
                sleep(Duration::from_secs(1)).await;
            });
            tokio::task::yield_now().await;
            first.abort();
            second.abort();
            assert!(first.await.unwrap_err().is_cancelled());
            assert!(second.await.unwrap_err().is_panic());
        }"#,
    );
    let outcomes: Vec<_> =
        timeline.tasks.iter().map(|task| task.outcome).collect();
    let expected = [
        TaskOutcome::Done,
        TaskOutcome::Cancelled,
        TaskOutcome::Panicked,
    ]
    .map(Some);
    assert_eq!(outcomes, expected);
    for task in [1, 2] {
        let wake = wakes_of(&timeline, task)[0];
        assert_eq!((wake.why, wake.by), (Some(Why::Abort), Some(0)));
    }
}

#[test]
fn a_blocking_function_and_a_thread_are_told_from_tasks() {
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
        .find(|task| task.kind == Kind::Blocking);
    let by_thread = |w: &&Wake| w.task == 0 && w.kind == WakeKind::Thread;
    let by: Vec<_> = timeline
        .wakes
        .iter()
        .filter(by_thread)
        .map(|w| w.by)
        .collect();
    assert!(by.ends_with(&[None]), "{:?}", timeline.wakes);
    assert!(
        by.iter()
            .flatten()
            .all(|by| Some(*by) == blocking.map(|b| b.id))
    );
}

/// A task of a runtime that has ended, and the roots of two runtimes.
#[test]
fn several_runtimes_have_their_own_roots() {
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
    let roots = timeline.tasks.iter().filter(|task| task.kind == Kind::Main);
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
fn a_timer_that_is_left_over_in_a_task_is_a_timer() {
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
fn a_sleep_that_is_reset_to_a_later_time_takes_that() {
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
    assert_eq!(whys, [(itself, None), (itself, Some(Why::Budget))]);
    assert!(
        timeline.waits.iter().all(|wait| wait.on != "budget"),
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
        let known = (WakeKind::Itself, Some(Why::Yield));
        assert_eq!((wake.kind, wake.why), known);
    }
    for wait in &timeline.waits {
        let cause = wait.cause.unwrap();
        let known = ("yield", WakeKind::Itself, Some(Why::Yield), Some(0));
        assert_eq!((&*wait.on, cause.kind, cause.why, cause.by), known);
    }
}

/// What waits for it may look itself, as `CancellationToken::cancelled` does.
#[test]
fn a_notification_that_is_not_polled_for_has_come() {
    let timeline = record_timeline(
        r#"
        use std::sync::Arc;
        use tokio::{sync::Notify, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let notify = Arc::new(Notify::new());
            let other = notify.clone();
            let task = tokio::spawn(async move {
                let mut notified = Box::pin(other.notified());
                assert!(futures::poll!(notified.as_mut()).is_pending());
                sleep(Duration::from_millis(20)).await;
                drop(notified);
                let mut unused = Box::pin(other.notified());
                assert!(futures::poll!(unused.as_mut()).is_pending());
                sleep(Duration::from_millis(20)).await;
            });
            sleep(Duration::from_millis(10)).await;
            notify.notify_waiters();
            task.await.unwrap();
        }"#,
    );
    let waits = timeline.waits.iter().filter(|wait| wait.on == "notify");
    let wait_ends: Vec<_> = waits
        .map(|wait| (wait.outcome, wait.cause.map(|c| (c.kind, c.why, c.by))))
        .collect();
    let by_main = Some((WakeKind::Task, Some(Why::Notify), Some(0)));
    let expected = [
        (Some(WaitOutcome::Ready), by_main),
        (Some(WaitOutcome::Dropped), None),
    ];
    assert_eq!(wait_ends, expected);
}

fn causes_on(
    timeline: &Timeline,
    on: &str,
) -> Vec<Option<(WakeKind, Option<usize>)>> {
    let waits = timeline.waits.iter().filter(|wait| wait.on == on);
    waits
        .map(|wait| wait.cause.map(|cause| (cause.kind, cause.by)))
        .collect()
}

#[test]
fn a_set_is_not_ended_by_a_task_outside_of_it() {
    let timeline = record_timeline(
        r#"
        use tokio::{task::JoinSet, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let mut set = JoinSet::new();
            set.spawn(sleep(Duration::from_millis(20)));
            let other = tokio::spawn(sleep(Duration::from_millis(10)));
            let (_, ended) = tokio::join!(set.join_next(), other);
            ended.unwrap();
        }"#,
    );
    assert_eq!(
        causes_on(&timeline, "joinset"),
        [Some((WakeKind::End, Some(1)))]
    );
    assert_eq!(
        causes_on(&timeline, "task"),
        [Some((WakeKind::End, Some(2)))]
    );
}

/// A task waits for both ends of one channel.
#[test]
fn a_channel_is_not_closed_by_a_message() {
    let timeline = record_timeline(
        r#"
        use tokio::{sync::mpsc, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let (tx, mut rx) = mpsc::channel(1);
            let other = tx.clone();
            let task = tokio::spawn(async move {
                tokio::join!(
                    other.closed(),
                    async move { rx.recv().await.unwrap() },
                );
            });
            sleep(Duration::from_millis(10)).await;
            tx.send(1).await.unwrap();
            task.await.unwrap();
        }"#,
    );
    let waits = timeline.waits.iter().filter(|wait| wait.on == "channel");
    let cause_for = |wanted: &str| {
        let is_it = |wait: &&Wait| wait.wanted.as_deref() == Some(wanted);
        let cause = waits.clone().find(is_it)?.cause?;
        Some((cause.kind, cause.why, cause.by))
    };
    let by_main = (WakeKind::Task, Some(Why::Send), Some(0));
    assert_eq!(cause_for("receive"), Some(by_main));
    let by_itself = (WakeKind::Itself, Some(Why::Close), Some(1));
    assert_eq!(cause_for("close"), Some(by_itself));
}

/// Which of two equal waits is served is seen only when one of them is left.
#[test]
fn of_two_equal_waits_the_last_has_a_known_cause() {
    let timeline = record_timeline(
        r#"
        use std::sync::Arc;
        use tokio::{sync::Semaphore, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let permits = Arc::new(Semaphore::new(0));
            for ms in [10, 20] {
                let permits = permits.clone();
                tokio::spawn(async move {
                    sleep(Duration::from_millis(ms)).await;
                    permits.add_permits(1);
                });
            }
            let wait = async || permits.acquire().await.unwrap().forget();
            tokio::join!(wait(), wait());
        }"#,
    );
    let expected = [None, Some((WakeKind::Task, Some(2)))];
    assert_eq!(causes_on(&timeline, "semaphore"), expected);
}

/// The semaphore serves one of them, and is closed before that is polled.
#[test]
fn of_two_equal_waits_one_may_be_served_before_the_close() {
    let timeline = record_timeline(
        r#"
        use std::sync::Arc;
        use tokio::sync::Semaphore;
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let permits = Arc::new(Semaphore::new(1));
            let (one, other) = (permits.clone(), permits.clone());
            tokio::spawn(async move { one.add_permits(1) });
            tokio::spawn(async move { other.close() });
            let _ = tokio::join!(permits.acquire_many(2), permits.acquire());
        }"#,
    );
    assert_eq!(causes_on(&timeline, "semaphore"), [None, None]);
}

/// The `Signal` lives on, and what waits in it.
#[test]
fn a_wait_for_a_signal_ends_where_it_is_dropped() {
    let t = record_timeline(
        r#"
        use std::process::{Command, id};
        use tokio::signal::unix::{SignalKind, signal};
        use tokio::time::{Duration, sleep};

        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let mut hangup = signal(SignalKind::hangup()).unwrap();
            tokio::select! {
                _ = hangup.recv() => unreachable!(),
                () = sleep(Duration::from_millis(10)) => {}
            }
            sleep(Duration::from_millis(10)).await;
            let waiter = tokio::spawn(async move {
                hangup.recv().await;
            });
            sleep(Duration::from_millis(10)).await;
            let args = ["-HUP", &id().to_string()];
            assert!(Command::new("kill").args(args).status().unwrap().success());
            waiter.await.unwrap();
        }"#,
    );
    let waits: Vec<_> = t.waits.iter().filter(|w| w.on == "signal").collect();
    let [dropped, ready] = waits[..] else {
        panic!("{waits:?}");
    };
    assert_eq!((dropped.task, dropped.line), (0, Some(9)));
    assert_eq!(dropped.outcome, Some(WaitOutcome::Dropped));
    assert_eq!(dropped.end.map(|end| end.0), Some(10.0));
    assert_eq!((ready.task, ready.line), (1, Some(15)));
    let cause = ready.cause.unwrap();
    assert_eq!((cause.kind, cause.why), (WakeKind::Io, Some(Why::Signal)));
}
