//! What the chapters say about how tokio schedules tasks and blocking calls.

use super::tokio_claims::current_thread_runtime;
use std::future::poll_fn;
use std::mem::replace;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::task::LocalSet;
use tokio::time::{Instant, sleep};

#[test]
fn a_current_thread_runtime_first_polls_its_tasks_in_order() {
    current_thread_runtime().block_on(async {
        let polled = Arc::new(AtomicUsize::new(0));
        for _ in 0..1_000 {
            let polled = Arc::clone(&polled);
            tokio::spawn(async move { polled.fetch_add(1, Ordering::Relaxed) });
        }
        tokio::spawn(async {}).await.unwrap();
        assert_eq!(polled.load(Ordering::Relaxed), 1_000);
    });
}

#[test]
fn the_shared_queue_has_only_what_was_spawned_from_outside() {
    let builder = &mut Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).build().unwrap();
    let (spawned_tx, spawned) = mpsc::channel();
    let (unblock_tx, unblock) = mpsc::channel();
    let worker = runtime.spawn(async move {
        for _ in 0..100 {
            tokio::spawn(async {});
        }
        spawned_tx.send(()).unwrap();
        unblock.recv().unwrap(); // blocks the worker
    });
    spawned.recv().unwrap();
    let metrics = runtime.metrics();
    assert_eq!(metrics.num_alive_tasks(), 101);
    assert_eq!(metrics.global_queue_depth(), 0);

    for _ in 0..100 {
        runtime.spawn(async {});
    }
    assert_eq!(metrics.num_alive_tasks(), 201);
    assert_eq!(metrics.global_queue_depth(), 100);
    unblock_tx.send(()).unwrap();
    runtime.block_on(worker).unwrap();
}

#[test]
fn a_destructor_can_block_with_block_in_place_on_a_worker() {
    struct BlocksInDrop(Arc<AtomicUsize>);

    impl Drop for BlocksInDrop {
        fn drop(&mut self) {
            let goodbye = sleep(Duration::from_millis(1));
            tokio::task::block_in_place(|| Handle::current().block_on(goodbye));
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    let goodbyes = Arc::new(AtomicUsize::new(0));
    let blocking = BlocksInDrop(Arc::clone(&goodbyes));
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).enable_all().build().unwrap();
    runtime
        .block_on(runtime.spawn(async { drop(blocking) }))
        .unwrap();
    assert_eq!(goodbyes.load(Ordering::Relaxed), 1);
}

#[test]
fn a_task_of_a_current_thread_runtime_can_move_between_threads() {
    let runtime = current_thread_runtime();
    let threads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&threads);
    let task = runtime.spawn(async move {
        for _ in 0..2 {
            seen.lock().unwrap().push(std::thread::current().id());
            tokio::task::yield_now().await;
        }
    });
    runtime.block_on(tokio::task::yield_now());
    assert!(!task.is_finished());
    std::thread::scope(|scope| {
        scope.spawn(|| runtime.block_on(task).unwrap());
    });
    let threads = threads.lock().unwrap();
    assert_ne!(threads[0], threads[1]);
}

#[test]
fn between_calls_of_block_on_only_workers_poll_tasks() {
    let mut builder = Builder::new_multi_thread();
    let one_worker = builder.worker_threads(1).enable_all().build().unwrap();
    for (runtime, continues) in
        [(current_thread_runtime(), false), (one_worker, true)]
    {
        let polls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&polls);
        runtime.spawn(async move {
            loop {
                counter.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(1)).await;
            }
        });
        runtime.block_on(async { sleep(Duration::from_millis(50)).await });
        let before = polls.load(Ordering::Relaxed);
        assert!(before > 0);
        let is_polled_again = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            polls.load(Ordering::Relaxed) > before
        });
        assert_eq!(is_polled_again, continues);
    }
}

#[test]
fn the_park_unpark_count_is_odd_only_while_the_worker_sleeps() {
    let builder = &mut Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).build().unwrap();
    let (started_tx, started) = mpsc::channel();
    let (unblock_tx, unblock) = mpsc::channel();
    let worker = runtime.spawn(async move {
        started_tx.send(()).unwrap();
        unblock.recv().unwrap(); // blocks the worker
    });
    started.recv().unwrap();
    let metrics = runtime.metrics();
    let counters = || {
        let count = metrics.worker_park_unpark_count(0);
        (count, metrics.worker_total_busy_duration(0))
    };
    let stuck = counters();
    assert_eq!(stuck.0 % 2, 0);
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(counters(), stuck);

    unblock_tx.send(()).unwrap();
    runtime.block_on(worker).unwrap();
    let start = Instant::now();
    while counters().0 % 2 == 0 {
        assert!(start.elapsed() < Duration::from_secs(10), "never sleeps");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn block_on_panics_in_a_task_even_if_another_worker_is_free() {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).build().unwrap();
    let task = async { Handle::current().block_on(async {}) };
    let result = runtime.block_on(runtime.spawn(task));
    assert!(result.unwrap_err().is_panic());
}

#[test]
fn a_destructor_cannot_block_on_a_future_inside_a_runtime() {
    struct BlocksInDrop;

    impl Drop for BlocksInDrop {
        fn drop(&mut self) {
            Handle::current().block_on(async {});
        }
    }

    let dropped = current_thread_runtime()
        .block_on(async { tokio::spawn(async { drop(BlocksInDrop) }).await });
    assert!(dropped.unwrap_err().is_panic());
}

#[test]
fn the_blocking_pool_has_512_threads() {
    let started = Arc::new(AtomicUsize::new(0));
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = Arc::new(Mutex::new(released));
    current_thread_runtime().block_on(async {
        let blocking = (0..520).map(|_| {
            let (started, released) = (started.clone(), released.clone());
            tokio::task::spawn_blocking(move || {
                started.fetch_add(1, Ordering::Relaxed);
                assert!(released.lock().unwrap().recv().is_err());
            })
        });
        let blocking: Vec<_> = blocking.collect();
        while started.load(Ordering::Relaxed) < 512 {
            sleep(Duration::from_millis(10)).await;
        }
        sleep(Duration::from_millis(200)).await;
        assert_eq!(started.load(Ordering::Relaxed), 512);
        drop(release);
        for each in blocking {
            each.await.unwrap();
        }
    });
    assert_eq!(started.load(Ordering::Relaxed), 520);
}

/// A task that is always ready, and a timer that is due.
#[test]
fn a_busy_loop_looks_at_its_timers_every_61_polls() {
    let polls = Arc::new(AtomicUsize::new(0));
    let longest = current_thread_runtime().block_on(async {
        let counter = polls.clone();
        tokio::spawn(async move {
            loop {
                counter.fetch_add(1, Ordering::Relaxed);
                // `yield_now` would let the loop look at its timers.
                let mut was_polled = false;
                poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if replace(&mut was_polled, true) {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    }
                })
                .await;
            }
        });
        let mut longest = 0;
        for _ in 0..50 {
            let mut timer = pin!(sleep(Duration::from_millis(1)));
            let due = timer.deadline();
            let first =
                poll_fn(|cx| Poll::Ready(timer.as_mut().poll(cx).is_pending()));
            assert!(first.await);
            while Instant::now() < due + Duration::from_millis(2) {
                std::hint::spin_loop();
            }
            let before = polls.load(Ordering::Relaxed);
            timer.await;
            longest = longest.max(polls.load(Ordering::Relaxed) - before);
        }
        longest
    });
    assert!((30..=61).contains(&longest), "{longest} polls");
}

#[test]
fn the_tasks_of_a_local_set_run_only_while_something_awaits_it() {
    current_thread_runtime().block_on(async {
        let runs = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&runs);
        let set = LocalSet::new();
        set.spawn_local(async move {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        sleep(Duration::from_millis(20)).await;
        assert_eq!(runs.load(Ordering::Relaxed), 0);
        set.await;
        assert_eq!(runs.load(Ordering::Relaxed), 1);
    });
}
