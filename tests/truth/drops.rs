//! Waits and tasks that end because something is dropped, or only seem to.

use super::{record_timeline, wakes_of};
use timeline::{TaskOutcome, WaitOutcome, WakeKind, WakeReason};

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
    let receives = timeline
        .waits
        .iter()
        .filter(|wait| wait.target_kind == "channel");
    let outcomes: Vec<_> =
        receives.map(|w| (w.outcome, w.end.unwrap().0)).collect();
    let dropped = Some(WaitOutcome::Dropped);
    assert_eq!(outcomes, [(dropped, 10.0), (dropped, 20.0)]);
}

/// The senders of both channels are at the same address, one after the other.
#[test]
fn a_dropped_wait_for_a_close_is_not_ended_by_another_channel() {
    let timeline = record_timeline(
        r#"
        use tokio::sync::oneshot::{self, Sender};
        use tokio::time::{Duration, timeout};
        async fn wait_for_close(mut sender: Sender<()>) { sender.closed().await }
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            for is_closed in [false, true] {
                let (sender, receiver) = oneshot::channel();
                let receiver = Some(receiver).filter(|_| !is_closed);
                let limit = Duration::from_millis(10);
                let closed = timeout(limit, wait_for_close(sender)).await;
                assert_eq!(closed.is_ok(), is_closed);
                drop(receiver);
            }
        }"#,
    );
    let closes = timeline
        .waits
        .iter()
        .filter(|wait| wait.target_kind == "oneshot");
    let outcomes: Vec<_> =
        closes.map(|wait| (wait.outcome, &wait.cause)).collect();
    assert_eq!(outcomes, [(Some(WaitOutcome::Dropped), &None)]);
}

#[test]
fn an_abort_is_cancelled_and_a_panic_in_drop_is_panicked() {
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
        assert_eq!(
            (wake.why, wake.waking_task),
            (Some(WakeReason::Abort), Some(0))
        );
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
    let waits = timeline
        .waits
        .iter()
        .filter(|wait| wait.target_kind == "notify");
    let wait_ends: Vec<_> = waits
        .map(|wait| {
            (
                wait.outcome,
                wait.cause.map(|c| (c.kind, c.why, c.waking_task)),
            )
        })
        .collect();
    let by_main = Some((WakeKind::Task, Some(WakeReason::Notify), Some(0)));
    let expected = [
        (Some(WaitOutcome::Ready), by_main),
        (Some(WaitOutcome::Dropped), None),
    ];
    assert_eq!(wait_ends, expected);
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
    let waits: Vec<_> = t
        .waits
        .iter()
        .filter(|w| w.target_kind == "signal")
        .collect();
    let [dropped, ready] = waits[..] else {
        panic!("{waits:?}");
    };
    assert_eq!((dropped.task, dropped.line), (0, Some(9)));
    assert_eq!(dropped.outcome, Some(WaitOutcome::Dropped));
    assert_eq!(dropped.end.map(|end| end.0), Some(10.0));
    assert_eq!((ready.task, ready.line), (1, Some(15)));
    let cause = ready.cause.unwrap();
    assert_eq!(
        (cause.kind, cause.why),
        (WakeKind::Io, Some(WakeReason::Signal))
    );
}

/// Tokio reads what is left in the channel when a receiver is dropped.
#[test]
fn dropping_a_broadcast_receiver_is_not_recorded_as_a_lag() {
    let timeline = record_timeline(
        r#"
        use tokio::sync::broadcast::{self, error::{RecvError, TryRecvError}};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let (tx, dropped) = broadcast::channel(2);
            let mut slow = tx.subscribe();
            for number in 0..5 {
                tx.send(number).unwrap();
            }
            drop(dropped);
            assert_eq!(slow.recv().await, Err(RecvError::Lagged(3)));
            for number in 0..4 {
                tx.send(number).unwrap();
            }
            assert_eq!(slow.try_recv(), Err(TryRecvError::Lagged(4)));
        }"#,
    );
    let missed: Vec<_> = timeline
        .lags
        .iter()
        .map(|lag| (lag.task, lag.missed))
        .collect();
    assert_eq!(missed, [(Some(0), 3), (Some(0), 4)]);
}

/// The child process lives on, and what waits in it.
#[test]
fn a_wait_for_a_process_ends_where_it_is_dropped() {
    let timeline = record_timeline(
        r#"
        use tokio::{process::Command, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let mut child = Command::new("sleep").arg("60").spawn().unwrap();
            tokio::select! {
                _ = child.wait() => unreachable!(),
                () = sleep(Duration::from_millis(10)) => {}
            }
            sleep(Duration::from_millis(10)).await;
            child.kill().await.unwrap();
        }"#,
    );
    let mut waits = timeline
        .waits
        .iter()
        .filter(|wait| wait.target_kind == "process");
    let dropped = waits.next().unwrap();
    assert_eq!((dropped.line, dropped.await_line), (Some(5), Some(6)));
    assert_eq!(dropped.outcome, Some(WaitOutcome::Dropped));
    assert_eq!(dropped.end.map(|end| end.0), Some(10.0));
    assert_eq!(dropped.cause, None);
    // While the clock is paused, the end of the process takes no time.
    assert_eq!(waits.next(), None);
}
