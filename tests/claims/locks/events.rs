//! Waiting for an event or a value: `Notify`, `watch`, `Barrier`, `OnceCell`.

use super::{random_sleep, run_for_each_seed, within_a_minute};
use fastrand::Rng;
use futures::future::join_all;
use std::future::pending;
use std::sync::Arc;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::{Barrier, Notify, OnceCell, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio::{join, spawn};

/// Waits until `is_set`, in one of two orders, while it's set after a random
/// delay. Returns whether the wait ended.
async fn wait_with_notify(mut random: Rng, register_first: bool) -> bool {
    let is_set = StdMutex::new(false);
    let notify = Notify::new();
    let mut delays = random.fork();
    let waiting = async {
        loop {
            let registered = register_first.then(|| notify.notified());
            if *is_set.lock().unwrap() {
                return;
            }
            random_sleep(&mut delays).await;
            match registered {
                Some(notified) => notified.await,
                None => notify.notified().await,
            }
        }
    };
    let setting = async {
        random_sleep(&mut random).await;
        *is_set.lock().unwrap() = true;
        notify.notify_waiters();
    };
    join!(within_a_minute(waiting), setting).0.is_some()
}

#[test]
fn registering_before_the_check_misses_no_notification() {
    run_for_each_seed(|random| async move {
        assert!(wait_with_notify(random, true).await);
    });
}

#[test]
fn registering_after_the_check_misses_notifications() {
    let missed = AtomicU32::new(0);
    run_for_each_seed(|random| {
        let missed = &missed;
        async move {
            if !wait_with_notify(random, false).await {
                missed.fetch_add(1, Relaxed);
            }
        }
    });
    let missed = missed.load(Relaxed);
    assert!((100..900).contains(&missed), "missed {missed} of 1000");
}

#[tokio::test(start_paused = true)]
async fn one_stored_notification_wakes_only_one_of_two_tasks() {
    let notify = Notify::new();
    notify.notify_one();
    notify.notify_one();
    let two_waits = async { join!(notify.notified(), notify.notified()) };
    assert!(within_a_minute(two_waits).await.is_none());
}

#[test]
fn a_watch_event_is_never_missed() {
    run_for_each_seed(|mut random| async move {
        let (setting, mut is_set) = watch::channel(false);
        let mut delays = random.fork();
        let waiting = async {
            random_sleep(&mut delays).await;
            is_set.wait_for(|is_set| *is_set).await.unwrap();
        };
        let set = async {
            random_sleep(&mut random).await;
            setting.send(true).unwrap();
        };
        assert!(join!(within_a_minute(waiting), set).0.is_some());
    });
}

#[tokio::test(start_paused = true)]
async fn a_watch_receiver_sees_the_last_value_only() {
    let (sender, mut receiver) = watch::channel(0);
    for value in 1..=3 {
        sender.send(value).unwrap();
    }
    receiver.changed().await.unwrap();
    assert_eq!(*receiver.borrow_and_update(), 3);
    assert!(within_a_minute(receiver.changed()).await.is_none());
}

#[tokio::test(start_paused = true)]
async fn without_receivers_a_watch_stores_only_a_replaced_value() {
    let (sender, receiver) = watch::channel(false);
    drop(receiver);
    assert!(sender.send(true).is_err());
    assert!(!*sender.borrow());
    sender.send_replace(true);
    assert!(*sender.borrow());
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_watch_whose_sender_is_gone_is_an_error() {
    let (sender, mut receiver) = watch::channel(false);
    drop(sender);
    assert!(receiver.wait_for(|is_set| *is_set).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn after_a_failed_cell_initializer_the_next_task_runs_its_own() {
    let token = OnceCell::new();
    let log_in = async |result: Result<u32, &'static str>| {
        sleep(Duration::from_secs(1)).await;
        result
    };
    let (failed, done) = join!(
        token.get_or_try_init(|| log_in(Err("no network"))),
        token.get_or_try_init(|| log_in(Ok(2)))
    );
    assert_eq!(failed, Err("no network"));
    assert_eq!(done, Ok(&2));
}

#[tokio::test(start_paused = true)]
async fn after_a_cancelled_cell_initializer_the_next_task_runs_its_own() {
    let token = OnceCell::new();
    let cancelled = timeout(Duration::from_secs(1), async {
        token.get_or_init(pending::<u32>).await;
    });
    let next = async { *token.get_or_init(async || 2).await };
    let (cancelled, next) = join!(cancelled, within_a_minute(next));
    assert!(cancelled.is_err());
    assert_eq!(next, Some(2));
}

#[tokio::test(start_paused = true)]
async fn a_barrier_has_one_leader_in_each_round() {
    let barrier = Arc::new(Barrier::new(3));
    for _ in 0..2 {
        let rounds = (0..3).map(|_| {
            let barrier = Arc::clone(&barrier);
            spawn(async move { barrier.wait().await.is_leader() })
        });
        let leaders = join_all(rounds).await;
        let count = leaders.into_iter().filter(|it| *it.as_ref().unwrap());
        assert_eq!(count.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_barrier_counts_a_task_that_has_given_up() {
    let barrier = Barrier::new(2);
    assert!(within_a_minute(barrier.wait()).await.is_none());
    assert!(within_a_minute(barrier.wait()).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_join_set_keeps_finished_tasks_until_they_are_joined() {
    let mut tasks = JoinSet::from_iter((0..3).map(async |_| {}));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(tasks.len(), 3);
    while tasks.try_join_next().is_some() {}
    assert_eq!(tasks.len(), 0);
}
