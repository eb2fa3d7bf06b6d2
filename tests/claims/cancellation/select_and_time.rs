//! The rules of `select!`, timeouts, aborted tasks and intervals.

use super::run_in_virtual_time;
use std::future::ready;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::select;
use tokio::sync::mpsc::channel;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

#[test]
fn select_panics_if_all_branches_are_off_and_there_is_no_else() {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        run_in_virtual_time(async {
            let (queue_tx, mut queue) = channel::<u32>(1);
            drop(queue_tx);
            select! {
                Some(message) = queue.recv() => println!("{message}"),
            }
        });
    }));
    assert!(outcome.is_err());
}

/// The branch's expression is evaluated, but its future isn't polled.
#[test]
fn select_evaluates_a_branch_whose_condition_is_false() {
    let mut evaluated = false;
    run_in_virtual_time(async {
        let condition = false;
        select! {
            () = { evaluated = true; ready(()) }, if condition => {
                panic!("this branch is off");
            }
            () = sleep(Duration::from_millis(1)) => {}
        }
    });
    assert!(evaluated);
}

#[test]
fn a_closed_queue_is_ready_every_time() {
    run_in_virtual_time(async {
        let (queue_tx, mut queue) = channel::<u32>(1);
        drop(queue_tx);
        for _ in 0..100 {
            assert_eq!(queue.recv().await, None);
        }
    });
}

/// A timeout doesn't see the time while the future inside keeps the thread.
#[test]
fn a_timeout_polls_its_future_before_it_looks_at_the_clock() {
    run_in_virtual_time(async {
        let late = timeout(Duration::ZERO, async { 14 }).await;
        assert_eq!(late, Ok(14));
    });
}

#[test]
fn a_panic_drops_the_guards_as_well() {
    struct Guard<'a>(&'a mut bool);

    impl Drop for Guard<'_> {
        fn drop(&mut self) {
            *self.0 = true;
        }
    }

    let mut cleaned_up = false;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        run_in_virtual_time(async {
            let _guard = Guard(&mut cleaned_up);
            panic!("a bug");
        });
    }));
    assert!(outcome.is_err());
    assert!(cleaned_up);
}

/// A task that doesn't wait is aborted too late, and returns its result.
#[test]
fn an_aborted_task_that_never_waits_returns_its_result() {
    let runtime = Builder::new_multi_thread().worker_threads(1).build();
    runtime.unwrap().block_on(async {
        let started = Arc::new(AtomicBool::new(false));
        let aborted = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn({
            let (started, aborted) = (started.clone(), aborted.clone());
            async move {
                started.store(true, SeqCst);
                while !aborted.load(SeqCst) {
                    std::hint::spin_loop();
                }
                14
            }
        });
        while !started.load(SeqCst) {
            std::thread::yield_now();
        }
        task.abort();
        aborted.store(true, SeqCst);
        assert_eq!(task.await.unwrap(), 14);
    });
}

#[test]
fn no_time_is_left_after_the_deadline() {
    run_in_virtual_time(async {
        let deadline = Instant::now() + Duration::from_secs(1);
        sleep(Duration::from_secs(3)).await;
        let left = deadline.saturating_duration_since(Instant::now());
        assert_eq!(left, Duration::ZERO);
    });
}

/// With `Delay`, a tick that's missed moves the ones after it.
#[test]
fn a_tick_is_missed_if_it_is_more_than_5_ms_late() {
    for (late, next) in [(5, 200), (7, 207)] {
        run_in_virtual_time(async move {
            let start = Instant::now();
            let mut ticks = interval(Duration::from_millis(100));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks.tick().await;
            sleep(Duration::from_millis(100 + late)).await;
            ticks.tick().await;
            let after = ticks.tick().await - start;
            assert_eq!(after.as_millis(), next, "{late} ms late");
        });
    }
}

/// The body of each turn takes longer than the period.
#[test]
fn a_tick_never_waits_if_every_turn_is_too_slow() {
    use MissedTickBehavior::{Burst, Delay, Skip};
    for behavior in [Burst, Delay, Skip] {
        run_in_virtual_time(async move {
            let mut ticks = interval(Duration::from_millis(200));
            ticks.set_missed_tick_behavior(behavior);
            for _ in 0..100 {
                let before = Instant::now();
                ticks.tick().await;
                assert_eq!(before.elapsed(), Duration::ZERO, "{behavior:?}");
                sleep(Duration::from_millis(500)).await;
            }
        });
    }
}
