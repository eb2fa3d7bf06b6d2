//! Locks, permits and notifications.

use crate::objects::case::{WaitCase, ended_by_main};
use timeline::WakeReason;

pub const CASES: &[WaitCase] = &[
    WaitCase {
        name: "notify_one",
        setup: "let target = Arc::new(Notify::new()); let other = target.clone();",
        wait: "other.notified().await;",
        action: "target.notify_one();",
        expected: ended_by_main("notify", None, WakeReason::Notify),
    },
    WaitCase {
        name: "notify_waiters",
        setup: "let target = Arc::new(Notify::new()); let other = target.clone();",
        wait: "other.notified().await;",
        action: "target.notify_waiters();",
        expected: ended_by_main("notify", None, WakeReason::Notify),
    },
    WaitCase {
        name: "semaphore",
        setup: "let target = Arc::new(Semaphore::new(0)); let other = target.clone();",
        wait: "other.acquire().await.unwrap().forget();",
        action: "target.add_permits(1);",
        expected: ended_by_main("semaphore", None, WakeReason::Release),
    },
    WaitCase {
        name: "mutex",
        setup: "let target = Arc::new(Mutex::new(0)); let other = target.clone(); let held = target.lock().await;",
        wait: "*other.lock().await += 1;",
        action: "drop(held);",
        expected: ended_by_main("mutex", None, WakeReason::Release),
    },
    WaitCase {
        name: "const_mutex",
        setup: "static TARGET: Mutex<u8> = Mutex::const_new(0); let held = TARGET.lock().await;",
        wait: "*TARGET.lock().await += 1;",
        action: "drop(held);",
        expected: ended_by_main("mutex", None, WakeReason::Release),
    },
    WaitCase {
        name: "default_mutex",
        setup: "let target = Arc::new(Mutex::<u8>::default()); let other = target.clone(); let held = target.lock().await;",
        wait: "*other.lock().await += 1;",
        action: "drop(held);",
        expected: ended_by_main("mutex", None, WakeReason::Release),
    },
    WaitCase {
        name: "rwlock_read",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.write().await;",
        wait: "let _ = *other.read().await;",
        action: "drop(held);",
        expected: ended_by_main("rwlock", Some("read"), WakeReason::Release),
    },
    WaitCase {
        name: "rwlock_write",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.read().await;",
        wait: "*other.write().await += 1;",
        action: "drop(held);",
        expected: ended_by_main("rwlock", Some("write"), WakeReason::Release),
    },
    WaitCase {
        name: "barrier",
        setup: "let target = Arc::new(Barrier::new(2)); let other = target.clone();",
        wait: "other.wait().await;",
        action: "target.wait().await;",
        expected: ended_by_main("barrier", None, WakeReason::Send),
    },
    WaitCase {
        name: "once_cell",
        setup: "let target = Arc::new(OnceCell::new()); let other = target.clone(); \
               let (go, gone) = oneshot::channel::<u8>(); \
               let first = async move { target.get_or_init(|| async { gone.await.unwrap() }).await; }; \
               let mut first = Box::pin(first); \
               assert!(futures::poll!(&mut first).is_pending());",
        wait: "other.get_or_init(|| async { 0 }).await;",
        action: "go.send(1).unwrap(); first.await;",
        expected: ended_by_main("oncecell", None, WakeReason::Close),
    },
    WaitCase {
        name: "acquire_many_owned",
        setup: "let target = Arc::new(Semaphore::new(0)); let other = target.clone();",
        wait: "other.acquire_many_owned(2).await.unwrap().forget();",
        action: "target.add_permits(2);",
        expected: ended_by_main("semaphore", None, WakeReason::Release),
    },
    WaitCase {
        name: "rwlock_read_owned",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.write().await;",
        wait: "let _ = *other.read_owned().await;",
        action: "drop(held);",
        expected: ended_by_main("rwlock", Some("read"), WakeReason::Release),
    },
    WaitCase {
        name: "rwlock_write_owned",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.read().await;",
        wait: "*other.write_owned().await += 1;",
        action: "drop(held);",
        expected: ended_by_main("rwlock", Some("write"), WakeReason::Release),
    },
    WaitCase {
        name: "set_once",
        setup: "let target = Arc::new(SetOnce::new()); let other = target.clone();",
        wait: "other.wait().await;",
        action: "target.set(1).unwrap();",
        expected: ended_by_main("notify", None, WakeReason::Notify),
    },
];
