//! Nothing that a program starts outlives it, its reader, or the workbook.

use crate::driver::{Going, job, run, runner, shared, start, wait};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use workbook::runner::{Event, How, Job, Limits};

/// Whether a process has this in its command line, and is no zombie.
pub fn is_alive(mark: &str) -> bool {
    fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(mark)
    })
}

/// It may take a moment where nobody could wait for it.
#[track_caller]
fn is_gone_soon(mark: &str) {
    waits_for(&format!("{mark} is alive"), || !is_alive(mark));
}

#[track_caller]
fn waits_for(otherwise: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(20), "{otherwise}");
        sleep(Duration::from_millis(10));
    }
}

/// A program that starts a shell with this script, and then goes on so.
fn with_shell(script: &str, then: &str) -> String {
    format!(
        "use std::process::Command;\n\
         fn main() {{\n\
             let mut shell = Command::new(\"sh\");\n\
             shell.arg(\"-c\").arg({script:?}).status().unwrap();\n\
             println!(\"started\");\n\
             {then}\n\
         }}"
    )
}

const FOR_EVER: &str = "loop { std::thread::park() }";

#[test]
fn children_end_with_their_program() {
    let source = with_shell("sleep 1000.21 & sleep 1000.21 &", "");
    run(&source).exited(0);
    assert!(!is_alive("1000.21"));
}

#[test]
fn a_double_fork_and_setsid_do_not_escape_the_programs_end() {
    let script = "(setsid sleep 1000.22 >/dev/null 2>&1 &) ; \
        setsid sh -c '(sleep 1000.22 &) ; sleep 1000.22' & sleep 0.2";
    run(&with_shell(script, "")).exited(0);
    assert!(!is_alive("1000.22"));
}

#[test]
fn a_double_fork_and_setsid_do_not_escape_a_stop() {
    let script = "(setsid sleep 1000.23 &) ; sleep 0.2";
    let mut going = start(&with_shell(script, FOR_EVER));
    going.until_printed("started\n");
    waits_for("it has not started", || is_alive("1000.23"));
    going.stop();
    assert_eq!(going.finish().end().how, How::Stopped);
    assert!(!is_alive("1000.23"));
}

#[test]
fn a_stop_asks_the_children_too() {
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
    let mut going = start(&source);
    going.until_printed("ready\n");
    going.stop();
    assert_eq!(going.finish().stdout(), "ready\nasked\n");
}

#[test]
fn a_reader_who_goes_takes_all_along() {
    let script = "(setsid sleep 1000.24 &)";
    let mut going = start(&with_shell(script, FOR_EVER));
    going.until_printed("started\n");
    drop(going);
    is_gone_soon("1000.24");
}

#[test]
fn a_run_that_is_dropped_takes_all_along() {
    let (sender, mut events) = tokio::sync::mpsc::channel(16);
    let source = with_shell("sleep 1000.25 &", FOR_EVER);
    wait(async {
        let run = shared().run(job(&source), sender);
        let started = async {
            let mut seen = Vec::new();
            while let Some(event) = events.recv().await {
                if matches!(&event, Event::Out { text, .. } if text == "started\n")
                {
                    // Here, since `select!` drops the run before it goes on.
                    waits_for("no child", || is_alive("1000.25"));
                    return;
                }
                seen.push(event);
            }
            panic!("it never started: {seen:#?}");
        };
        tokio::select! {
            () = run => panic!("it goes on for ever"),
            () = started => {}
        }
    });
    is_gone_soon("1000.25");
}

const ENDLESS_CONSTANT: &str = "#![allow(long_running_const_eval)]\n\
    const N: u64 = { let mut n = 0; while n < u64::MAX { n += 1 } n };\n\
    fn main() { println!(\"{N}\") }";

#[test]
fn a_reader_who_goes_while_rustc_works_leaves_no_rustc() {
    let mut going = Going::start(
        shared(),
        Job {
            source: ENDLESS_CONSTANT.to_owned(),
            listing: "idle_machine".to_owned(),
        },
    );
    going.until(|event| *event == Event::Compiling);
    waits_for("rustc has not started", || is_alive("idle_machine.rs"));
    drop(going);
    is_gone_soon("idle_machine.rs");
}

#[test]
fn a_workbook_that_is_killed_leaves_nothing() {
    let mut workbook = Command::new(env::current_exe().unwrap())
        .args(["--exact", "family::a_workbook_to_kill", "--ignored"])
        .arg("--nocapture")
        .env("TMPDIR", env::temp_dir())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    waits_for("the program has not started", || is_alive("1000.26"));
    let folder = folder_of("1000.26");
    assert!(Path::new(&folder).is_dir());
    workbook.kill().unwrap();
    workbook.wait().unwrap();
    is_gone_soon("1000.26");
    waits_for("the folder is left", || !Path::new(&folder).exists());
}

/// Where the process with that mark works.
fn folder_of(mark: &str) -> String {
    let is_it = |line: &[u8]| String::from_utf8_lossy(line).contains(mark);
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
    let runner = runner(Limits::default());
    Going::start(&runner, job(&with_shell(script, ""))).finish();
}
