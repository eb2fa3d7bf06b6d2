//! What the chapters say about async functions, tokio and `futures`.

use futures::future::try_join_all;
use futures::poll;
use futures::stream::{StreamExt, iter};
use futures::task::AtomicWaker;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, sleep};

pub fn current_thread_runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn sleep_panics_outside_a_runtime_when_it_is_called() {
    assert!(catch_unwind(|| drop(sleep(Duration::ZERO))).is_err());
}

#[test]
fn two_sleeps_start_when_they_are_created() {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(async {
        let start = Instant::now();
        let sleeps = [200, 200].map(|ms| sleep(Duration::from_millis(ms)));
        for each in sleeps {
            each.await;
        }
        assert!(start.elapsed() < Duration::from_millis(210));
    });
}

/// A file that was opened for reading refuses each write.
#[test]
fn only_flush_reports_the_error_of_the_last_write() {
    let path = std::env::temp_dir().join("async-workbook-read-only-file");
    std::fs::write(&path, "").unwrap();
    current_thread_runtime().block_on(async {
        let mut file = tokio::fs::File::open(&path).await.unwrap();
        assert!(file.write_all(b"lost").await.is_ok());
        assert!(file.flush().await.is_err());
        let error = std::io::Write::write(
            &mut std::fs::File::open(&path).unwrap(),
            b"refused",
        );
        assert_ne!(error.unwrap_err().kind(), ErrorKind::NotFound);
    });
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn try_join_all_of_more_than_30_notices_an_error_late() {
    async fn seconds_to_the_error(attempt_count: u64) -> u64 {
        let start = Instant::now();
        let futures = (0..attempt_count).map(|index| async move {
            let is_last = index == attempt_count - 1;
            sleep(Duration::from_secs(if is_last { 1 } else { 10 })).await;
            if is_last { Err("failed") } else { Ok(()) }
        });
        assert!(try_join_all(futures).await.is_err());
        start.elapsed().as_secs()
    }

    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(async {
        assert_eq!(seconds_to_the_error(30).await, 1);
        assert_eq!(seconds_to_the_error(31).await, 10);
    });
}

#[test]
fn an_async_fn_panics_when_polled_after_its_end() {
    let mut cx = Context::from_waker(Waker::noop());
    for fails in [false, true] {
        let mut tea = pin!(async move { assert!(!fails, "no water") });
        let mut poll =
            || catch_unwind(AssertUnwindSafe(|| tea.as_mut().poll(&mut cx)));
        assert_eq!(poll().is_ok(), !fails);
        assert!(poll().is_err());
    }
}

/// A stream whose futures were mapped to tasks drops only their handles.
#[tokio::test(start_paused = true)]
async fn the_tasks_of_a_dropped_stream_continue() {
    let finished = Arc::new(AtomicUsize::new(0));
    let download = |_| {
        let finished = Arc::clone(&finished);
        async move {
            sleep(Duration::from_secs(1)).await;
            finished.fetch_add(1, Ordering::Relaxed);
        }
    };
    let mut branches = pin!(iter(0..2).map(download).buffered(2));
    assert!(poll!(branches.next()).is_pending());
    let mut tasks =
        Box::pin(iter(0..2).map(download).map(tokio::spawn).buffered(2));
    assert!(poll!(tasks.next()).is_pending());
    drop(tasks);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(finished.load(Ordering::Relaxed), 2, "those of the tasks");
}

#[cfg(target_os = "linux")]
#[test]
fn epoll_refuses_an_ordinary_file() {
    use tokio::io::unix::AsyncFd;

    let file = tempfile::tempfile().unwrap();
    current_thread_runtime().block_on(async {
        #[expect(deprecated, reason = "its successor is unsafe")]
        let error = AsyncFd::new(file).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    });
}

/// What's still in scope at an `.await` but isn't used after it.
#[test]
fn a_future_stores_arguments_and_what_was_borrowed_or_has_a_destructor() {
    struct Large([u8; 1000]);
    struct LargeWithDestructor([u8; 1000]);

    impl Drop for LargeWithDestructor {
        fn drop(&mut self) {
            assert_eq!(self.0[0], 0);
        }
    }

    fn consume(large: Large) {
        assert_eq!(large.0[0], 0);
    }

    async fn has_argument(_large: Large) {
        yield_now().await;
    }

    let is_large = |size| size >= 1000;
    let unused = async {
        let large = Large([0; 1000]);
        let first = large.0[0];
        yield_now().await;
        first
    };
    assert!(!is_large(size_of_val(&unused)));
    let destructor = async {
        let _dropped = LargeWithDestructor([0; 1000]);
        yield_now().await;
    };
    assert!(is_large(size_of_val(&destructor)));
    let argument = has_argument(Large([0; 1000]));
    assert!(is_large(size_of_val(&argument)));
    let moved = async {
        let large = Large([0; 1000]);
        consume(large);
        yield_now().await;
    };
    assert!(!is_large(size_of_val(&moved)));
    let borrowed_and_moved = async {
        let large = Large([0; 1000]);
        assert_eq!(large.0.iter().sum::<u8>(), 0);
        consume(large);
        yield_now().await;
    };
    assert!(is_large(size_of_val(&borrowed_and_moved)));
}

/// As `futures::stream::unfold` takes it, in as few words as possible.
const UNFOLD_PRELUDE: &str = "
use std::future::Future;
pub fn unfold<F: FnMut(u32) -> T, T: Future<Output = u32>>(_: F) {}
";

#[test]
fn an_async_closure_in_unfold_reads_variables_but_changes_and_owns_none() {
    let compile_body = |body: &str| {
        let text = format!("{UNFOLD_PRELUDE}pub fn f() {{ {body} }}");
        let output = crate::compiler::compile("rustc", &text);
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), messages)
    };
    let (is_accepted, messages) = compile_body(
        "let step = 2; unfold(async |state| state + step); let _ = step;",
    );
    assert!(is_accepted, "{messages}");
    for body in [
        "let mut sum = 0; unfold(async |state| { sum += state; sum });",
        "let list = vec![2]; unfold(async move |state| state + list[0]);",
    ] {
        let (is_accepted, messages) = compile_body(body);
        assert!(!is_accepted, "{body}");
        assert!(
            messages.contains("async closure does not impl"),
            "{messages}"
        );
    }
}

/// `AtomicWaker` has a single slot.
#[test]
fn a_second_waker_in_the_same_slot_replaces_the_first() {
    struct WakeCounter(AtomicUsize);

    impl Wake for WakeCounter {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    let tasks = [(); 2].map(|()| Arc::new(WakeCounter(AtomicUsize::new(0))));
    let slot = AtomicWaker::new();
    for task in &tasks {
        slot.register(&Waker::from(Arc::clone(task)));
    }
    slot.wake();
    let wakes = tasks.map(|task| task.0.load(Ordering::Relaxed));
    assert_eq!(wakes, [0, 1]);
}

#[tokio::test]
async fn join_all_of_a_join_set_panics_with_its_task_and_join_next_does_not() {
    let mut set = JoinSet::from_iter([async { panic!("a bug") }]);
    assert!(set.join_next().await.unwrap().unwrap_err().is_panic());
    let set = JoinSet::from_iter([async { panic!("a bug") }]);
    let joined = tokio::spawn(async move {
        let _: Vec<()> = set.join_all().await;
    });
    assert!(joined.await.unwrap_err().is_panic());
    let mut set = JoinSet::from_iter([std::future::pending::<()>()]);
    set.abort_all();
    let joined = tokio::spawn(async move {
        let _: Vec<()> = set.join_all().await;
    });
    assert!(joined.await.unwrap_err().is_panic(), "after an abort");
}
