//! Other tasks, and timers.

use crate::objects::case::{Case, by, by_main};
use timeline::{WakeKind, WakeReason};

pub const CASES: &[Case] = &[
    Case {
        name: "join",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let target = spawn(async { gone.await.unwrap() });",
        wait: "target.await.unwrap();",
        action: "go.send(1).unwrap();",
        expected: by("task", None, WakeKind::End),
    },
    Case {
        name: "join_set",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_next().await.unwrap().unwrap();",
        action: "go.send(1).unwrap();",
        expected: by("joinset", None, WakeKind::End),
    },
    Case {
        name: "join_next_with_id",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_next_with_id().await.unwrap().unwrap();",
        action: "go.send(1).unwrap();",
        expected: by("joinset", None, WakeKind::End),
    },
    Case {
        name: "join_all",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_all().await;",
        action: "go.send(1).unwrap();",
        expected: by("joinset", None, WakeKind::End),
    },
    Case {
        name: "task_tracker",
        setup: "let target = TaskTracker::new(); let other = target.clone(); let token = target.token(); target.close();",
        wait: "other.wait().await;",
        action: "drop(token);",
        expected: by_main("notify", None, WakeReason::Notify),
    },
    Case {
        name: "cancellation_token",
        setup: "let target = CancellationToken::new(); let other = target.clone();",
        wait: "other.cancelled().await;",
        action: "target.cancel();",
        expected: by_main("notify", None, WakeReason::Notify),
    },
    Case {
        name: "sleep",
        setup: "let target = sleep(Duration::from_millis(5));",
        wait: "target.await;",
        action: "",
        expected: by("sleep", None, WakeKind::Timer),
    },
    Case {
        name: "timeout",
        setup: "let target = timeout(Duration::from_millis(5), pending::<()>());",
        wait: "target.await.unwrap_err();",
        action: "",
        expected: by("timeout", None, WakeKind::Timer),
    },
    Case {
        name: "interval",
        setup: "let mut target = interval(Duration::from_millis(5)); target.tick().await;",
        wait: "target.tick().await;",
        action: "",
        expected: by("interval", None, WakeKind::Timer),
    },
];
