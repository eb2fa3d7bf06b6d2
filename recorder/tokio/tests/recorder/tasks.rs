//! Tasks: who spawned them, when they were polled, and how they ended.

use crate::program::Program;

const ENDS: &str = r#"
use std::time::Duration;
use tokio::task::{self, JoinSet, LocalSet};
use tokio::time::sleep;
async fn for_ever() { sleep(Duration::from_secs(100)).await }
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let done = tokio::spawn(async {});
    let panicked = tokio::spawn(async { panic!("no") });
    let started = tokio::spawn(for_ever());
    task::yield_now().await;
    started.abort();
    let before = tokio::spawn(for_ever());
    before.abort();
    let (a, b, c) = (done.await, panicked.await, started.await);
    assert!(a.is_ok() && b.is_err() && c.is_err() && before.await.is_err());
    let blocking = task::spawn_blocking(|| 7);
    let bad = task::spawn_blocking(|| panic!("no"));
    assert!(blocking.await.is_ok() && bad.await.is_err());
    let mut set = JoinSet::new();
    set.spawn(async { 1 });
    set.spawn_blocking(|| 2);
    set.join_next().await;
    set.join_next().await;
    set.spawn(async { for_ever().await; 3 });
    drop(set);
    let local = LocalSet::new();
    local.run_until(async {
        task::spawn_local(async {}).await.unwrap();
    }).await;
    let alive = tokio::spawn(for_ever());
    std::process::exit(alive.is_finished().into());
}
"#;

#[test]
fn the_end_of_each_task_is_certain() {
    let run = Program::compile(ENDS).record();
    let lines = &run.lines;
    assert_eq!(run.output.status.code(), Some(0));
    let cases = [
        (8, "done"),
        (9, "panicked"),
        (10, "cancelled"),
        (13, "cancelled"),
        (17, "done"),
        (18, "panicked"),
        (21, "done"),
        (22, "done"),
        (25, "cancelled"),
        (29, "done"),
    ];
    for (line, end) in cases {
        assert_eq!(lines.end_of(lines.task_at(line)), end, "line {line}");
    }
    let alive = lines.task_at(31);
    assert_eq!(lines.of_task("finish", alive).count(), 0);
    assert_eq!(lines.of_task("close", alive).count(), 0);
    assert!(lines.of("spawn").all(|spawn| spawn.is("watched")));
}

#[test]
fn each_task_says_where_it_comes_from() {
    let run = Program::compile(ENDS).record();
    let lines = &run.lines;
    let main = lines.first("spawn");
    assert_eq!(main.text("kind"), "block_on");
    assert!(main.get("by").is_null());
    let kinds = [
        (8, "task"),
        (17, "blocking"),
        (22, "blocking"),
        (29, "local"),
    ];
    for (line, kind) in kinds {
        let spawn = lines.of("spawn").find(|at| at.number("line") == line);
        let spawn = spawn.unwrap();
        assert_eq!(spawn.text("kind"), kind);
        assert_eq!(spawn.text("file"), "main.rs");
        assert_eq!(spawn.find("by"), Some(main.number("task")));
    }
    let panics: Vec<_> = lines.of("panic").collect();
    let tasks = panics.iter().map(|panic| panic.find("task"));
    let lines_of = panics.iter().map(|panic| panic.number("line"));
    assert!(tasks.eq([9, 18].map(|line| Some(lines.task_at(line)))));
    assert!(lines_of.eq([9, 18]));
}

#[test]
fn each_poll_is_told_once_and_the_drop_follows() {
    let run = Program::compile(
        r#"
        use tokio::task::yield_now;
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            tokio::spawn(async { yield_now().await; yield_now().await; }).await.unwrap();
        }"#,
    )
    .record();
    let lines = &run.lines;
    let task = lines.task_at(5);
    let life = lines.all().iter();
    let life = life.filter(|line| line.find("task") == Some(task));
    let kinds = life.map(|line| line.kind()).collect::<Vec<_>>().join(" ");
    assert_eq!(
        kinds.replace("waker ", ""),
        "spawn enter yield exit wake enter yield exit wake enter exit \
         enter finish exit close"
    );
}

#[test]
fn a_runtimes_own_tasks_are_told_as_well() {
    let run = Program::compile(
        r#"
        use tokio::runtime::{Builder, Handle, Runtime};
        fn main() {
            let first = Runtime::new().unwrap();
            let task = first.spawn(async { 1 });
            let call = first.spawn_blocking(|| 2);
            let both = first.block_on(async { task.await.unwrap() + call.await.unwrap() });
            let second = Builder::new_current_thread().enable_all().thread_name("two").build().unwrap();
            let inner = second.block_on(async { Handle::current().spawn(async { 4 }).await.unwrap() });
            first.shutdown_background();
            println!("{}", both + inner);
        }"#,
    )
    .record();
    let lines = &run.lines;
    assert_eq!(run.stdout(), "7\n");
    for line in [5, 6] {
        assert_eq!(lines.end_of(lines.task_at(line)), "done", "line {line}");
    }
    let roots = lines.of("spawn").filter(|it| it.text("kind") == "block_on");
    let ends = roots.map(|root| lines.end_of(root.number("task")));
    assert_eq!(ends.collect::<Vec<_>>(), ["done", "done"]);
    let by_handle = lines.of("spawn").last().unwrap();
    assert!(!by_handle.is("watched"));
    assert_eq!(lines.of_task("close", by_handle.number("task")).count(), 1);
}

#[test]
fn many_threads_poll_no_task_at_once() {
    let run = Program::compile(
        r#"
        use tokio::task::{JoinSet, yield_now};
        #[tokio::main(flavor = "multi_thread", worker_threads = 3)]
        async fn main() {
            let mut set = JoinSet::new();
            for _ in 0..40 {
                set.spawn(async { for _ in 0..5 { yield_now().await; } });
            }
            set.join_all().await;
        }"#,
    )
    .record();
    let mut polled = std::collections::HashMap::new();
    for line in run.lines.all() {
        match line.kind() {
            "enter" => {
                let (task, thread) = (line.number("task"), line.number("th"));
                assert_eq!(polled.insert(task, thread), None, "task {task}");
            }
            "exit" => {
                let thread = polled.remove(&line.number("task"));
                assert_eq!(thread, Some(line.number("th")));
            }
            _ => {}
        }
    }
    assert!(polled.is_empty());
    assert_eq!(run.lines.count("finish"), 41);
    let workers = run.lines.of("thread").filter(|line| line.is("worker"));
    // On a busy machine one may come too late to be told.
    assert!((1..=3).contains(&workers.count()));
}
