//! What chapter 6 says about locks, semaphores and signals.
//!
//! "Nothing is lost" is checked over 1000 seeds, with random delays in virtual
//! time.

use book_tests::root;
use fastrand::Rng;
use futures::future::join_all;
use std::future::pending;
use std::path::Path;
use std::pin::pin;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::{
    Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore, mpsc, oneshot, watch,
};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, interval, sleep, timeout};
use tokio::{join, spawn};

// The tests run the functions of the listings themselves.
#[allow(dead_code)]
#[path = "../../listings/ch06-locks/littles_law.rs"]
mod littles_law;

const SEED_COUNT: u64 = 1000;

/// Runs a test in virtual time, once for each seed.
fn for_each_seed<F: Future<Output = ()>>(test: impl Fn(Rng) -> F) {
    for seed in 0..SEED_COUNT {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(test(Rng::with_seed(seed)));
    }
}

/// Sleeps for up to 10 ms, in steps of a millisecond.
async fn random_sleep(random: &mut Rng) {
    sleep(Duration::from_millis(random.u64(0..=10))).await;
}

/// What becomes of a future that may never be ready.
async fn within_a_minute<T>(future: impl Future<Output = T>) -> Option<T> {
    timeout(Duration::from_secs(60), future).await.ok()
}

#[test]
fn a_mutex_loses_no_update() {
    for_each_seed(|mut random| async move {
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
    for_each_seed(|mut random| {
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
    for_each_seed(|mut random| async move {
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

#[test]
fn a_semaphore_never_admits_more_than_it_has_permits() {
    for_each_seed(|mut random| async move {
        let semaphore = Arc::new(Semaphore::new(3));
        let working = Arc::new(AtomicU32::new(0));
        let workers = (0..20).map(|_| {
            let semaphore = Arc::clone(&semaphore);
            let working = Arc::clone(&working);
            let mut random = random.fork();
            spawn(async move {
                random_sleep(&mut random).await;
                let _permit = semaphore.acquire().await.unwrap();
                assert!(working.fetch_add(1, Relaxed) < 3);
                random_sleep(&mut random).await;
                working.fetch_sub(1, Relaxed);
            })
        });
        for worker in join_all(workers).await {
            worker.unwrap();
        }
        assert_eq!(semaphore.available_permits(), 3);
    });
}

#[tokio::test(start_paused = true)]
async fn the_counted_concurrency_is_what_littles_law_predicts() {
    let latency = littles_law::LATENCIES.iter().sum::<f64>() / 4.0;
    let predicted = littles_law::RATE * latency;
    let counting = spawn(littles_law::count_in_progress());
    let pause = Duration::from_secs_f64(1.0 / littles_law::RATE);
    let mut arrivals = interval(pause);
    for latency in littles_law::LATENCIES.into_iter().cycle().take(120) {
        arrivals.tick().await;
        spawn(littles_law::handle_request(latency));
    }
    let counted = counting.await.unwrap();
    let difference = (counted - predicted).abs();
    assert!(difference < predicted / 10.0, "{counted} for {predicted}");
}

/// 60 requests come at the same moment, and then 50 per second, 0.2 s each.
/// Returns how long the last one waits for its permit, a minute later.
async fn wait_after_a_burst(permit_count: usize) -> Duration {
    async fn request(semaphore: Arc<Semaphore>) -> Duration {
        let start = Instant::now();
        let _permit = semaphore.acquire().await.unwrap();
        let wait = start.elapsed();
        sleep(Duration::from_millis(200)).await;
        wait
    }
    let semaphore = Arc::new(Semaphore::new(permit_count));
    for _ in 0..60 {
        spawn(request(Arc::clone(&semaphore)));
    }
    for _ in 0..60 * 50 {
        spawn(request(Arc::clone(&semaphore)));
        sleep(Duration::from_millis(20)).await;
    }
    request(semaphore).await
}

#[tokio::test(start_paused = true)]
async fn with_exactly_as_many_permits_as_the_concurrency_a_queue_stays() {
    let wait = wait_after_a_burst(10).await;
    assert!(wait >= Duration::from_secs(1), "{wait:?}");
    assert_eq!(wait_after_a_burst(12).await, Duration::ZERO);
}

#[test]
fn a_token_bucket_allows_at_most_eight_requests_in_a_second() {
    for_each_seed(|mut random| async move {
        let tokens = Arc::new(Semaphore::new(3));
        let bucket = Arc::clone(&tokens);
        let refill = spawn(async move {
            loop {
                sleep(Duration::from_millis(200)).await;
                if bucket.available_permits() < 3 {
                    bucket.add_permits(1);
                }
            }
        });
        let mut sent = Vec::new();
        for _ in 0..60 {
            // Sometimes a long pause, so that the bucket fills up.
            let pause = if random.u32(0..10) == 0 { 900 } else { 0 };
            sleep(Duration::from_millis(pause)).await;
            tokens.acquire().await.unwrap().forget();
            sent.push(Instant::now());
        }
        refill.abort();
        for (index, first) in sent.iter().enumerate() {
            let second = Duration::from_secs(1);
            let in_a_second =
                sent[index..].iter().take_while(|&at| *at - *first < second);
            assert!(in_a_second.count() <= 8);
        }
    });
}

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
fn register_then_look_misses_no_notification() {
    for_each_seed(|random| async move {
        assert!(wait_with_notify(random, true).await);
    });
}

#[test]
fn look_then_register_misses_notifications() {
    let missed = AtomicU32::new(0);
    for_each_seed(|random| {
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

#[test]
fn a_watch_event_is_never_missed() {
    for_each_seed(|mut random| async move {
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

#[test]
fn locks_in_the_same_order_never_deadlock_and_in_two_orders_do() {
    let deadlocks = [AtomicU32::new(0), AtomicU32::new(0)];
    for_each_seed(|mut random| {
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

#[tokio::test(start_paused = true)]
async fn after_a_failed_login_the_next_task_runs_its_own() {
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
async fn after_a_cancelled_login_the_next_task_runs_its_own() {
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
async fn one_stored_notification_wakes_only_one_of_two_tasks() {
    let notify = Notify::new();
    notify.notify_one();
    notify.notify_one();
    let two_waits = async { join!(notify.notified(), notify.notified()) };
    assert!(within_a_minute(two_waits).await.is_none());
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
async fn a_join_set_keeps_finished_tasks_until_they_are_joined() {
    let mut tasks = JoinSet::from_iter((0..3).map(async |_| {}));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(tasks.len(), 3);
    while tasks.try_join_next().is_some() {}
    assert_eq!(tasks.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_watch_whose_sender_is_gone_is_an_error() {
    let (sender, mut receiver) = watch::channel(false);
    drop(sender);
    assert!(receiver.wait_for(|is_set| *is_set).await.is_err());
}

/// Returns what `which_mutex` prints of each of its four loops, in
/// nanoseconds: the least of five runs, since a busy machine delays some.
fn measured_mutexes() -> [f64; 4] {
    let artifacts = toolchain::build_examples(root()).unwrap();
    let program = artifacts.program("which_mutex").unwrap();
    let mut least = [f64::INFINITY; 4];
    for _ in 0..5 {
        let output = Command::new(program).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let rows = ["std, one", "tokio, one", "std, four", "tokio, four"];
        assert_eq!(text.lines().count(), rows.len(), "{text}");
        for ((line, row), least) in text.lines().zip(rows).zip(&mut least) {
            assert!(line.starts_with(row), "{line}");
            let (_, cost) = line.split_once(": ").unwrap();
            let cost = cost.trim_end_matches(" ns for each lock");
            *least = least.min(cost.parse().unwrap());
        }
    }
    least
}

#[test]
fn tokios_mutex_costs_more_than_stds_with_and_without_contention() {
    let [std_one, tokio_one, std_four, tokio_four] = measured_mutexes();
    assert!(tokio_one > 2.0 * std_one, "{tokio_one} and {std_one} ns");
    assert!(
        tokio_four > 2.0 * std_four,
        "{tokio_four} and {std_four} ns"
    );
}

/// An async function that keeps std's guard for too long, in two ways.
const HELD_GUARD_PROGRAM: &str = "
use std::sync::Mutex;
pub async fn save() {}
pub async fn count(counter: &Mutex<u32>) {
    let mut guard = counter.lock().unwrap();
    *guard += 1;
    save().await;
    *guard += 1;
}
";
const DROPPED_GUARD_PROGRAM: &str = "
use std::sync::Mutex;
pub async fn save() {}
pub async fn count(counter: &Mutex<u32>) {
    let mut guard = counter.lock().unwrap();
    *guard += 1;
    drop(guard);
    save().await;
}
pub fn require_send(_: impl Send) {}
pub fn check(counter: &'static Mutex<u32>) { require_send(count(counter)) }
";

pub fn compile(compiler: &str, source: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lib.rs");
    std::fs::write(&path, source).unwrap();
    run_compiler(compiler, &path, folder.path())
}

fn run_compiler(compiler: &str, path: &Path, folder: &Path) -> Output {
    let options = ["--edition", "2024", "--crate-type", "lib", "--out-dir"];
    let mut command = Command::new(compiler);
    command.args(options).arg(folder).arg("--emit=metadata");
    command.arg(path).output().unwrap()
}

#[test]
fn clippy_warns_by_default_of_a_guard_held_across_an_await() {
    let output = compile("clippy-driver", HELD_GUARD_PROGRAM);
    let messages = String::from_utf8_lossy(&output.stderr);
    let warning = "this `MutexGuard` is held across an await point";
    assert!(messages.contains(warning), "{messages}");
    assert!(messages.contains("await_holding_lock"), "{messages}");
}

#[test]
fn a_guard_that_was_used_and_dropped_still_counts_as_held() {
    let output = compile("rustc", DROPPED_GUARD_PROGRAM);
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(messages.contains("MutexGuard<'_, u32>` which is not `Send`"));
}

#[tokio::test(start_paused = true)]
async fn a_barrier_counts_a_task_that_has_given_up() {
    let barrier = Barrier::new(2);
    assert!(within_a_minute(barrier.wait()).await.is_none());
    assert!(within_a_minute(barrier.wait()).await.is_some());
}
