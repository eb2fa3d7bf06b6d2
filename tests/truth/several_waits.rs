//! Tasks that wait for several things at once: which of them has come.

use super::record_timeline;
use timeline::{Timeline, Wait, WakeKind, WakeReason};

fn causes_of_waits_for(
    timeline: &Timeline,
    target_kind: &str,
) -> Vec<Option<(WakeKind, Option<usize>)>> {
    let waits = timeline
        .waits
        .iter()
        .filter(|wait| wait.target_kind == target_kind);
    waits
        .map(|wait| wait.cause.map(|cause| (cause.kind, cause.waking_task)))
        .collect()
}

#[test]
fn a_wait_for_a_join_set_is_not_ended_by_a_task_outside_of_it() {
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
        causes_of_waits_for(&timeline, "joinset"),
        [Some((WakeKind::End, Some(1)))]
    );
    assert_eq!(
        causes_of_waits_for(&timeline, "task"),
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
    let waits = timeline
        .waits
        .iter()
        .filter(|wait| wait.target_kind == "channel");
    let cause_for = |operation: &str| {
        let is_it = |wait: &&Wait| wait.operation.as_deref() == Some(operation);
        let cause = waits.clone().find(is_it)?.cause?;
        Some((cause.kind, cause.why, cause.waking_task))
    };
    let by_main = (WakeKind::Task, Some(WakeReason::Send), Some(0));
    assert_eq!(cause_for("receive"), Some(by_main));
    let by_itself = (WakeKind::Itself, Some(WakeReason::Close), Some(1));
    assert_eq!(cause_for("close"), Some(by_itself));
}

/// Which of two equal waits is served is seen only when one of them is left.
#[test]
fn the_last_of_two_equal_waits_has_a_known_cause() {
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
    assert_eq!(causes_of_waits_for(&timeline, "semaphore"), expected);
}

/// The semaphore serves one of them, and is closed before that is polled.
#[test]
fn one_of_two_equal_waits_may_be_served_before_the_close() {
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
    assert_eq!(causes_of_waits_for(&timeline, "semaphore"), [None, None]);
}

/// A pinned future and a boxed one have no line of their own.
#[test]
fn a_future_that_select_polls_by_reference_has_its_line() {
    let timeline = record_timeline(
        r#"
        use std::pin::{Pin, pin};
        use tokio::{sync::mpsc, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let (tx, mut rx) = mpsc::channel::<u8>(1);
            let mut late = pin!(sleep(Duration::from_millis(30)));
            let sender = tokio::spawn(async move {
                sleep(Duration::from_millis(10)).await;
                tx.send(1).await.unwrap();
                sleep(Duration::from_secs(1)).await;
            });
            let mut boxed: Pin<Box<dyn Future<Output = Option<u8>>>> = Box::pin(rx.recv());
            tokio::select! {
                biased;
                () = &mut late => unreachable!(),
                message = &mut boxed => assert_eq!(message, Some(1)),
            }
            drop(boxed);
            tokio::select! {
                biased;
                () = late => {}
                _ = rx.recv() => unreachable!(),
            }
            sender.abort();
        }"#,
    );
    let waits = timeline.waits.iter().filter(|wait| wait.task == 0);
    let found: Vec<_> = waits
        .map(|wait| (&*wait.target_kind, wait.line, wait.await_line))
        .collect();
    let expected = [
        ("sleep", Some(7), Some(14)),
        ("channel", Some(6), Some(14)),
        ("channel", Some(6), Some(20)),
    ];
    assert_eq!(found, expected);
}
