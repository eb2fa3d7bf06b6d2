//! Nothing that a program starts outlives it, its reader, or the workbook.

use crate::driver::{
    ActiveRun, create_job, create_runner_for_book, is_alive, root, run,
    shared_runner, start, wait_for,
};
use runner::{EndKind, Job, Limits, RunEvent};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Waits for the end of a process that nothing has waited for.
#[track_caller]
fn assert_ends_soon(process_mark: &str) {
    wait_until(&format!("{process_mark} is alive"), || {
        !is_alive(process_mark)
    });
}

/// Fails with `failure` where the condition does not become true.
#[track_caller]
fn wait_until(failure: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(100), "{failure}");
        sleep(Duration::from_millis(10));
    }
}

/// A program that starts a shell with this script, and then does that.
fn create_program_with_shell(script: &str, rust_code_after: &str) -> String {
    format!(
        "use std::process::Command;\n\
         fn main() {{\n\
             let mut shell = Command::new(\"sh\");\n\
             shell.arg(\"-c\").arg({script:?}).status().unwrap();\n\
             println!(\"started\");\n\
             {rust_code_after}\n\
         }}"
    )
}

const ENDLESS_LOOP: &str = "loop { std::thread::park() }";

#[test]
fn children_end_with_their_program() {
    let source =
        create_program_with_shell("sleep 1000.21 & sleep 1000.21 &", "");
    run(&source).assert_exited(0);
    assert!(!is_alive("1000.21"));
}

#[test]
fn a_double_fork_and_setsid_do_not_escape_the_programs_end() {
    let script = "(setsid sleep 1000.22 >/dev/null 2>&1 &) ; \
        setsid sh -c '(sleep 1000.22 &) ; sleep 1000.22' & sleep 0.2";
    run(&create_program_with_shell(script, "")).assert_exited(0);
    assert!(!is_alive("1000.22"));
}

#[test]
fn a_double_fork_and_setsid_do_not_escape_a_stop() {
    let script = "(setsid sleep 1000.23 &) ; sleep 0.2";
    let mut active = start(&create_program_with_shell(script, ENDLESS_LOOP));
    active.receive_until_printed("started\n");
    wait_until("the child has not started", || is_alive("1000.23"));
    active.stop();
    assert_eq!(active.finish().run_end().kind, EndKind::Stopped);
    assert!(!is_alive("1000.23"));
}

#[test]
fn stop_sends_sigterm_to_the_children_too() {
    let script = "trap 'echo asked; exit' TERM; echo ready; \
        while :; do sleep 0.05; done";
    let source = format!(
        "use tokio::process::Command;\n\
         use tokio::signal::unix::{{SignalKind, signal}};\n\
         #[tokio::main]\n\
         async fn main() {{\n\
             let mut term = signal(SignalKind::terminate()).unwrap();\n\
             let mut shell = Command::new(\"sh\");\n\
             let mut shell = shell.arg(\"-c\").arg({script:?}).spawn().unwrap();\n\
             term.recv().await;\n\
             shell.wait().await.unwrap();\n\
         }}"
    );
    let active = start(&source);
    assert_eq!(
        active.stop_after_printing("ready\n").stdout(),
        "ready\nasked\n"
    );
}

#[test]
fn all_processes_end_when_the_reader_disconnects() {
    let script = "(setsid sleep 1000.24 &)";
    let mut active = start(&create_program_with_shell(script, ENDLESS_LOOP));
    active.receive_until_printed("started\n");
    drop(active);
    assert_ends_soon("1000.24");
}

#[test]
fn all_processes_end_when_the_run_is_dropped() {
    let (sender, mut events) = tokio::sync::mpsc::channel(16);
    let source = create_program_with_shell("sleep 1000.25 &", ENDLESS_LOOP);
    wait_for(async {
        let run = shared_runner().run(create_job(&source), sender);
        let started = async {
            let mut log = Vec::new();
            while let Some(event) = events.recv().await {
                if matches!(&event, RunEvent::Out { text, .. } if text == "started\n")
                {
                    // Here, since `select!` drops the run afterwards.
                    wait_until("no child", || is_alive("1000.25"));
                    return;
                }
                log.push(event);
            }
            panic!("it never started: {log:#?}");
        };
        tokio::select! {
            () = run => panic!("the run has ended"),
            () = started => {}
        }
    });
    assert_ends_soon("1000.25");
}

const ENDLESS_CONSTANT: &str = "#![allow(long_running_const_eval)]\n\
    const N: u64 = { let mut n = 0; while n < u64::MAX { n += 1 } n };\n\
    fn main() { println!(\"{N}\") }";

#[test]
fn rustc_ends_when_the_reader_disconnects() {
    let mut active = ActiveRun::start(
        shared_runner(),
        Job {
            source: ENDLESS_CONSTANT.to_owned(),
            listing: "idle_machine".to_owned(),
            arguments: Vec::new(),
        },
    );
    active.receive_until(|event| *event == RunEvent::Compiling);
    wait_until("rustc has not started", || is_alive("idle_machine.rs"));
    drop(active);
    assert_ends_soon("idle_machine.rs");
}

#[test]
fn a_killed_workbook_leaves_no_process_and_no_folder() {
    // Then the other workbook finds everything built.
    shared_runner();
    let mut workbook = Command::new(env::current_exe().unwrap())
        .args(["--exact", "process_tree::a_workbook_to_kill", "--ignored"])
        .arg("--nocapture")
        .env("TMPDIR", env::temp_dir())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_until("the program has not started", || is_alive("1000.26"));
    let folder = working_folder_of("1000.26");
    assert!(Path::new(&folder).is_dir());
    workbook.kill().unwrap();
    workbook.wait().unwrap();
    assert_ends_soon("1000.26");
    // The run's folder, and that of the workbook.
    let run = Path::new(&folder).parent().unwrap();
    wait_until("the folder is left", || !run.exists());
    let scratch = run.parent().unwrap();
    wait_until("the workbook's folder is left", || !scratch.exists());
}

/// Where the process with that mark works.
fn working_folder_of(process_mark: &str) -> String {
    let is_it =
        |line: &[u8]| String::from_utf8_lossy(line).contains(process_mark);
    fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|e| fs::read(e.path().join("cmdline")).is_ok_and(|l| is_it(&l)))
        .find_map(|entry| fs::read_link(entry.path().join("cwd")).ok())
        .map(|folder| folder.display().to_string())
        .unwrap()
}

#[test]
#[ignore = "the test above starts it, and kills it"]
fn a_workbook_to_kill() {
    let script = "(setsid sleep 1000.26 &) ; sleep 1000.26";
    let runner = create_runner_for_book(&root(), Limits::default());
    ActiveRun::start(
        &runner,
        create_job(&create_program_with_shell(script, "")),
    )
    .finish();
}
