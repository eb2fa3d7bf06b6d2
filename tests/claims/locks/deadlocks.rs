//! Locks that are never released, and one that an aborted task releases.

use super::{random_sleep, run_for_each_seed, within_a_minute};
use fastrand::Rng;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use tokio::sync::{Mutex, RwLock};
use tokio::task::yield_now;
use tokio::{join, spawn};

#[test]
fn locks_in_the_same_order_never_deadlock_and_in_two_orders_do() {
    let deadlocks = [AtomicU32::new(0), AtomicU32::new(0)];
    run_for_each_seed(|mut random| {
        let deadlocks = &deadlocks;
        async move {
            for (is_reversed, count) in [false, true].into_iter().zip(deadlocks)
            {
                let (cache, log) = (Mutex::new(()), Mutex::new(()));
                let (mut one, mut two) = (random.fork(), random.fork());
                let (first, second) = if is_reversed {
                    (&log, &cache)
                } else {
                    (&cache, &log)
                };
                let tasks = async {
                    join!(
                        lock_both(&cache, &log, &mut one),
                        lock_both(first, second, &mut two)
                    );
                };
                if within_a_minute(tasks).await.is_none() {
                    count.fetch_add(1, Relaxed);
                }
            }
        }
    });
    let [same_order, two_orders] = deadlocks.map(AtomicU32::into_inner);
    assert_eq!(same_order, 0);
    assert!(two_orders > 100, "{two_orders} deadlocks in two orders");
}

async fn lock_both(first: &Mutex<()>, second: &Mutex<()>, random: &mut Rng) {
    random_sleep(random).await;
    let _first = first.lock().await;
    random_sleep(random).await;
    let _second = second.lock().await;
}

#[tokio::test(start_paused = true)]
async fn an_aborted_task_releases_its_lock_with_a_half_changed_value() {
    let pair = Arc::new(Mutex::new((0, 0)));
    let shared = Arc::clone(&pair);
    let task = spawn(async move {
        let mut guard = shared.lock().await;
        guard.0 += 1;
        pending::<()>().await;
        guard.1 += 1;
    });
    yield_now().await;
    assert!(pair.try_lock().is_err());
    task.abort();
    let pair = within_a_minute(pair.lock()).await.unwrap();
    assert_eq!(*pair, (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_second_read_behind_a_writer_deadlocks() {
    let lock = RwLock::new(0);
    let first = lock.read().await;
    let mut writer = pin!(lock.write());
    assert!(futures::poll!(writer.as_mut()).is_pending());
    assert!(within_a_minute(lock.read()).await.is_none());
    drop(first);
    assert!(within_a_minute(writer).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn locking_a_mutex_twice_in_a_task_deadlocks() {
    let mutex = Mutex::new(0);
    let _guard = mutex.lock().await;
    assert!(within_a_minute(mutex.lock()).await.is_none());
}
