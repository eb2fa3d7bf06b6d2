//! One wait for each kind of object. A task waits; 10 ms later, `main` does
//! something that ends the wait.

mod case;
mod cases;

use book_tests::recorded_program::RecordedProgram;
use case::{ExpectedWait, WaitCase};
use cases::{
    CASES_CREATED_WHERE_AWAITED, CASES_WITHOUT_AWAIT_LINE,
    CASES_WITHOUT_CREATION_LINE, all_cases,
};
use timeline::{Timeline, Wait, WaitOutcome, WakeKind};

const PROGRAM_PRELUDE: &str = r#"
use futures::future::BoxFuture;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest, duplex, simplex};
use tokio::io::unix::AsyncFd;
use tokio::net::{TcpListener, TcpStream, UdpSocket, UnixDatagram, UnixListener, UnixStream};
use tokio::net::unix::pipe::pipe;
use tokio::process::Command;
use tokio::signal::{ctrl_c, unix::{SignalKind, signal}};
use tokio::sync::{Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore, SetOnce};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Duration, error::Elapsed, interval, sleep, timeout};
use tokio::spawn;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// In Linux's own namespace: there is no file.
fn socket_path() -> String {
    format!("\0workbook-{}", std::process::id())
}

fn send_signal(name: &str) {
    let own_id = std::process::id().to_string();
    let status = std::process::Command::new("kill").args([name, &own_id]).status();
    assert!(status.unwrap().success());
}
"#;

fn generate_program() -> String {
    let mut text = PROGRAM_PRELUDE.to_owned();
    let mut arms = String::new();
    for case in all_cases() {
        let WaitCase {
            name,
            setup,
            wait,
            action,
            ..
        } = case;
        text += &format!(
            "async fn case_{name}() {{\n\
             {setup} // made\n\
             let waiter = spawn(async move {{\n\
             {wait} // waits\n\
             }});\n\
             sleep(Duration::from_millis(10)).await;\n\
             {action}\n\
             waiter.await.unwrap();\n}}\n"
        );
        arms += &format!("\"{name}\" => case_{name}().await,\n");
    }
    text + "#[tokio::main(flavor = \"current_thread\", start_paused = true)]\n\
            async fn main() {\n\
            match &*std::env::args().nth(1).unwrap() {\n"
        + &arms
        + "_ => panic!(),\n}\n}\n"
}

/// The first line after the function's that ends with this comment.
fn find_line_number(source: &str, function: &str, comment: &str) -> u32 {
    let mut lines = source.lines().zip(1..);
    let head = format!("async fn case_{function}()");
    lines.find(|(line, _)| line.starts_with(&head)).unwrap();
    lines.find(|(line, _)| line.ends_with(comment)).unwrap().1
}

#[test]
fn each_object_has_its_name_its_lines_and_its_cause() {
    let text = generate_program();
    let program = RecordedProgram::compile("objects", &text).unwrap();
    let mut faults = Vec::new();
    for case in all_cases() {
        let name = case.name;
        let run = match program.record(&[name.to_owned()]) {
            Ok(run) => run,
            Err(error) => {
                faults.push(format!("{error:#}"));
                continue;
            }
        };
        if !run.output.status.success() {
            let stderr = String::from_utf8_lossy(&run.output.stderr);
            faults.push(format!("{name}: {stderr}"));
            continue;
        }
        faults.extend(find_fault(case, &text, &run.timeline()));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn find_fault(
    case: &WaitCase,
    source: &str,
    timeline: &Timeline,
) -> Option<String> {
    let WaitCase { name, expected, .. } = case;
    let line = |comment| Some(find_line_number(source, name, comment));
    // The waiter is spawned in the line before the one that waits.
    let waiter_line = line("// waits").map(|line| line - 1);
    let waiter = timeline.tasks.iter().find(|t| t.line == waiter_line);
    let Some(waiter) = waiter else {
        return Some(format!("{name}: the task is missing: {timeline:#?}"));
    };
    let mut waits = timeline.waits.iter();
    let Some(wait) = waits.find(|wait| wait.task == waiter.id) else {
        return Some(format!("{name}: the wait is missing: {timeline:#?}"));
    };
    let is_made_known = !CASES_WITHOUT_CREATION_LINE.contains(name)
        && !CASES_CREATED_WHERE_AWAITED.contains(name);
    let waits_at =
        line("// waits").filter(|_| !CASES_WITHOUT_AWAIT_LINE.contains(name));
    let expected_lines = if is_made_known {
        (line("// made"), waits_at)
    } else {
        (waits_at, None)
    };
    let is_right = wait.target_kind == expected.target_kind
        && wait.operation.as_deref() == expected.operation
        && wait.outcome == Some(WaitOutcome::Ready)
        && (wait.line, wait.await_line) == expected_lines
        && has_cause(wait, expected);
    (!is_right).then(|| format!("{name}: {expected_lines:?}: {wait:?}"))
}

fn has_cause(wait: &Wait, expected: &ExpectedWait) -> bool {
    wait.cause.is_some_and(|cause| {
        let by_main = cause.waking_task == Some(0);
        (cause.kind, cause.why) == (expected.kind, expected.why)
            && (expected.kind != WakeKind::Task || by_main)
    })
}
