//! Signals, with a handler and without one.

use book_tests::root;
use std::io::BufRead;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

/// Sends a signal while the service is at work, and returns what it prints
/// from then on.
async fn read_lines_after_signal(signal: &str, program: &Path) -> Vec<String> {
    let mut service = Command::new(program)
        .arg("by-hand")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let stdout = service.stdout.take().unwrap();
    let mut lines = BufReader::new(stdout).lines();
    while lines.next_line().await.unwrap().unwrap() != "job 3 is done" {}

    let pid = service.id().unwrap().to_string();
    let mut kill = Command::new("kill");
    assert!(kill.args([signal, &pid]).status().await.unwrap().success());
    let mut rest = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        rest.push(line);
    }
    assert!(service.wait().await.unwrap().success());
    rest.retain(|line| !line.starts_with("job"));
    rest
}

/// Without a handler, SIGUSR2 would end this test's process.
#[tokio::test]
async fn a_handler_stays_when_nothing_waits_for_its_signal_any_more() {
    let kind = SignalKind::user_defined2();
    let wait = async { signal(kind).unwrap().recv().await };
    assert!(timeout(Duration::from_millis(10), wait).await.is_err());
    let pid = std::process::id().to_string();
    let mut kill = Command::new("kill");
    assert!(kill.args(["-USR2", &pid]).status().await.unwrap().success());
    tokio::time::sleep(Duration::from_millis(10)).await;
}

#[test]
fn without_a_handler_sigterm_ends_a_program_and_runs_no_destructor() {
    let artifacts = toolchain::build_examples(root()).unwrap();
    let program = artifacts.program("cancel_task").unwrap();
    let mut command = std::process::Command::new(program);
    let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
    let stdout = std::io::BufReader::new(program.stdout.take().unwrap());
    let mut lines = stdout.lines();
    assert_eq!(lines.next().unwrap().unwrap(), "download: started");
    let pid = program.id().to_string();
    let mut kill = std::process::Command::new("kill");
    assert!(kill.args(["-TERM", &pid]).status().unwrap().success());
    assert!(lines.next().is_none());
    assert_eq!(program.wait().unwrap().signal(), Some(15));
}

#[track_caller]
fn assert_service_closes_cleanly(signal: &str, name: &str) {
    let artifacts = toolchain::build_examples(root()).unwrap();
    let program = artifacts.program("signals").unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let limit = Duration::from_secs(300);
    let lines = runtime
        .block_on(async {
            timeout(limit, read_lines_after_signal(signal, program)).await
        })
        .expect("the service should end");
    let received = format!("received {name}");
    assert_eq!(lines, [&received, "the database is closed"]);
}

#[test]
fn a_service_closes_cleanly_at_sigterm() {
    assert_service_closes_cleanly("-TERM", "SIGTERM");
}

#[test]
fn a_service_closes_cleanly_at_ctrl_c() {
    assert_service_closes_cleanly("-INT", "Ctrl-C");
}
