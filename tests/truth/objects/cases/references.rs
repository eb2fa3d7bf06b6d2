//! Futures that are awaited through a reference or a `Box`. The line is known
//! if it is `select!` or `join!` that polls them.

use crate::objects::case::{
    ENDED_BY_SIGNAL, WaitCase, ended_by, ended_by_main,
};
use timeline::{WakeKind, WakeReason};

pub const CASES: &[WaitCase] = &[
    WaitCase {
        name: "pinned_receive",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1);",
        wait: "let mut target = pin!(rx.recv()); tokio::select! { _ = &mut target => {} }",
        action: "tx.send(1).await.unwrap();",
        expected: ended_by_main("channel", Some("receive"), WakeReason::Send),
    },
    WaitCase {
        name: "pinned_task",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = spawn(async { gone.await.unwrap() });",
        wait: "let (ended,) = tokio::join!(&mut target); ended.unwrap();",
        action: "go.send(1).unwrap();",
        expected: ended_by("task", None, WakeKind::End),
    },
    WaitCase {
        name: "pinned_signal",
        setup: "",
        wait: "let mut target = pin!(ctrl_c()); tokio::select! { ended = &mut target => ended.unwrap() }",
        action: "send_signal(\"-INT\");",
        expected: ENDED_BY_SIGNAL,
    },
    WaitCase {
        name: "referenced_receive",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1);",
        wait: "let mut target = pin!(rx.recv()); (&mut target).await.unwrap();",
        action: "tx.send(1).await.unwrap();",
        expected: ended_by_main("channel", Some("receive"), WakeReason::Send),
    },
    WaitCase {
        name: "referenced_task",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = spawn(async { gone.await.unwrap() });",
        wait: "(&mut target).await.unwrap();",
        action: "go.send(1).unwrap();",
        expected: ended_by("task", None, WakeKind::End),
    },
    WaitCase {
        name: "referenced_oneshot",
        setup: "let (tx, mut rx) = oneshot::channel::<u8>();",
        wait: "(&mut rx).await.unwrap();",
        action: "tx.send(1).unwrap();",
        expected: ended_by_main("oneshot", Some("receive"), WakeReason::Send),
    },
    WaitCase {
        name: "pinned_sleep",
        setup: "let mut target = Box::pin(sleep(Duration::from_millis(5)));",
        wait: "target.as_mut().await;",
        action: "",
        expected: ended_by("sleep", None, WakeKind::Timer),
    },
    WaitCase {
        name: "boxed_sleep",
        setup: "let target = Box::pin(sleep(Duration::from_millis(5)));",
        wait: "target.await;",
        action: "",
        expected: ended_by("sleep", None, WakeKind::Timer),
    },
    WaitCase {
        name: "boxed_lock",
        setup: "let target = Arc::new(Mutex::new(0)); let other = target.clone(); let held = target.lock().await;",
        wait: "*Box::pin(other.lock()).await += 1;",
        action: "drop(held);",
        expected: ended_by_main("mutex", None, WakeReason::Release),
    },
    WaitCase {
        name: "dynamic_receive",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1);",
        wait: "let target: BoxFuture<Option<u8>> = Box::pin(rx.recv()); target.await.unwrap();",
        action: "tx.send(1).await.unwrap();",
        expected: ended_by_main("channel", Some("receive"), WakeReason::Send),
    },
    WaitCase {
        name: "dynamic_task",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let target = spawn(async { gone.await.unwrap() });",
        wait: "let target: BoxFuture<Result<u8, JoinError>> = Box::pin(target); target.await.unwrap();",
        action: "go.send(1).unwrap();",
        expected: ended_by("task", None, WakeKind::End),
    },
    WaitCase {
        name: "dynamic_timeout",
        setup: "let target = timeout(Duration::from_millis(5), pending::<()>());",
        wait: "let target: BoxFuture<Result<(), Elapsed>> = Box::pin(target); target.await.unwrap_err();",
        action: "",
        expected: ended_by("timeout", None, WakeKind::Timer),
    },
    WaitCase {
        name: "dynamic_signal",
        setup: "",
        wait: "let target: BoxFuture<std::io::Result<()>> = Box::pin(ctrl_c()); target.await.unwrap();",
        action: "send_signal(\"-INT\");",
        expected: ENDED_BY_SIGNAL,
    },
    WaitCase {
        name: "dynamic_async_block",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1);",
        wait: "let target: BoxFuture<Option<u8>> = Box::pin(async move { rx.recv().await }); target.await.unwrap();",
        action: "tx.send(1).await.unwrap();",
        expected: ended_by_main("channel", Some("receive"), WakeReason::Send),
    },
];
