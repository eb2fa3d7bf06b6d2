//! Other tasks, and timers.

use crate::objects::case::{WaitCase, ended_by, ended_by_main};
use timeline::{WakeKind, WakeReason};

pub const CASES: &[WaitCase] = &[
    WaitCase {
        name: "join",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let target = spawn(async { gone.await.unwrap() });",
        wait: "target.await.unwrap();",
        action: "go.send(1).unwrap();",
        expected: ended_by("task", None, WakeKind::End),
    },
    WaitCase {
        name: "join_set",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_next().await.unwrap().unwrap();",
        action: "go.send(1).unwrap();",
        expected: ended_by("joinset", None, WakeKind::End),
    },
    WaitCase {
        name: "join_next_with_id",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_next_with_id().await.unwrap().unwrap();",
        action: "go.send(1).unwrap();",
        expected: ended_by("joinset", None, WakeKind::End),
    },
    WaitCase {
        name: "join_all",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_all().await;",
        action: "go.send(1).unwrap();",
        expected: ended_by("joinset", None, WakeKind::End),
    },
    WaitCase {
        name: "task_tracker",
        setup: "let target = TaskTracker::new(); let other = target.clone(); let token = target.token(); target.close();",
        wait: "other.wait().await;",
        action: "drop(token);",
        expected: ended_by_main("notify", None, WakeReason::Notify),
    },
    WaitCase {
        name: "cancellation_token",
        setup: "let target = CancellationToken::new(); let other = target.clone();",
        wait: "other.cancelled().await;",
        action: "target.cancel();",
        expected: ended_by_main("notify", None, WakeReason::Notify),
    },
    WaitCase {
        name: "sleep",
        setup: "let target = sleep(Duration::from_millis(5));",
        wait: "target.await;",
        action: "",
        expected: ended_by("sleep", None, WakeKind::Timer),
    },
    WaitCase {
        name: "timeout",
        setup: "let target = timeout(Duration::from_millis(5), pending::<()>());",
        wait: "target.await.unwrap_err();",
        action: "",
        expected: ended_by("timeout", None, WakeKind::Timer),
    },
    WaitCase {
        name: "interval",
        setup: "let mut target = interval(Duration::from_millis(5)); target.tick().await;",
        wait: "target.tick().await;",
        action: "",
        expected: ended_by("interval", None, WakeKind::Timer),
    },
];
