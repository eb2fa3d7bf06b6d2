//! Updates from several tasks, with a mutex, without one, and with an actor.

use super::{random_sleep, run_for_each_seed};
use futures::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use tokio::spawn;
use tokio::sync::{Mutex, mpsc, oneshot};

#[test]
fn a_mutex_loses_no_update() {
    run_for_each_seed(|mut random| async move {
        let counter = Arc::new(Mutex::new(0));
        let workers = (0..3).map(|_| {
            let (counter, mut random) = (Arc::clone(&counter), random.fork());
            spawn(async move {
                for _ in 0..5 {
                    random_sleep(&mut random).await;
                    let mut guard = counter.lock().await;
                    let value = *guard;
                    random_sleep(&mut random).await;
                    *guard = value + 1;
                }
            })
        });
        join_all(workers).await;
        assert_eq!(*counter.lock().await, 15);
    });
}

#[test]
fn without_a_mutex_updates_get_lost() {
    let lost_count = AtomicU32::new(0);
    run_for_each_seed(|mut random| {
        let lost_count = &lost_count;
        async move {
            let counter = Arc::new(AtomicU32::new(0));
            let workers = (0..3).map(|_| {
                let (counter, mut random) =
                    (Arc::clone(&counter), random.fork());
                spawn(async move {
                    for _ in 0..5 {
                        let value = counter.load(Relaxed);
                        random_sleep(&mut random).await;
                        counter.store(value + 1, Relaxed);
                    }
                })
            });
            join_all(workers).await;
            lost_count.fetch_add(15 - counter.load(Relaxed), Relaxed);
        }
    });
    assert!(
        lost_count.load(Relaxed) > 1000,
        "{lost_count:?} updates were lost"
    );
}

#[test]
fn an_actor_loses_no_update() {
    run_for_each_seed(|mut random| async move {
        let (sender, mut requests) = mpsc::channel::<oneshot::Sender<u32>>(8);
        let mut delays = random.fork();
        let counter = spawn(async move {
            let mut counter = 0;
            while let Some(reply) = requests.recv().await {
                let value = counter;
                random_sleep(&mut delays).await;
                counter = value + 1;
                let _ = reply.send(counter);
            }
            counter
        });
        let workers = (0..3).map(|_| {
            let (sender, mut random) = (sender.clone(), random.fork());
            spawn(async move {
                for _ in 0..5 {
                    random_sleep(&mut random).await;
                    let (reply, answer) = oneshot::channel();
                    sender.send(reply).await.unwrap();
                    answer.await.unwrap();
                }
            })
        });
        join_all(workers).await;
        drop(sender);
        assert_eq!(counter.await.unwrap(), 15);
    });
}
