//! Runs with a timeline, and those that cannot have one.

use crate::driver::{
    ActiveRun, RunLog, create_job, create_runner_for_book, shared_runner,
};
use runner::{EndKind, Job, Limits, RunEvent};
use std::fs;
use std::process::Command;
use timeline::Timeline;

/// Runs a program once the recorder is built, as the shared runner's is.
fn run(source: &str) -> RunLog {
    ActiveRun::start(shared_runner(), create_job(source)).finish()
}

fn find_timelines(log: &RunLog) -> Vec<&Timeline> {
    let each = log.events.iter().filter_map(|event| match event {
        RunEvent::Timeline { timeline } => Some(&**timeline),
        _ => None,
    });
    each.collect()
}

fn unrecorded_message(log: &RunLog) -> Option<&str> {
    log.events.iter().find_map(|event| match event {
        RunEvent::Unrecorded { message } => Some(message.as_str()),
        _ => None,
    })
}

const TWO_TASKS: &str = r#"use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let task = tokio::spawn(async {
        sleep(Duration::from_millis(400)).await;
        println!("slept");
    });
    task.await.unwrap();
}
"#;

#[test]
fn a_run_sends_its_timeline_while_it_runs_and_at_its_end() {
    let log = run(TWO_TASKS);
    log.assert_exited(0);
    assert_eq!(unrecorded_message(&log), None);
    let timelines = find_timelines(&log);
    assert!(timelines.len() > 1, "{timelines:#?}");
    let task = timelines[0].tasks.iter().find(|t| t.line == Some(6));
    assert_eq!(task.unwrap().end, None, "the task has not ended yet");
    let last = timelines.last().unwrap();
    let task = last.tasks.iter().find(|t| t.line == Some(6)).unwrap();
    assert!(task.end.unwrap().0 >= 400.0, "{task:?}");
    let sleep = last.waits.iter().find(|w| w.line == Some(7)).unwrap();
    assert!(sleep.end.unwrap().0 - sleep.start.0 >= 399.0, "{sleep:?}");
    let events = &log.events[log.events.len() - 2..];
    assert!(
        matches!(events[0], RunEvent::Timeline { .. }),
        "the picture is whole before the end: {events:#?}"
    );
}

#[test]
fn a_timeline_grows_while_nothing_new_is_recorded() {
    let source = "fn main() {\n    \
        std::thread::sleep(std::time::Duration::from_secs(50));\n}";
    let mut active = ActiveRun::start(shared_runner(), create_job(source));
    let mut next_end = || {
        let event =
            active.receive_until(|e| matches!(e, RunEvent::Timeline { .. }));
        match event {
            RunEvent::Timeline { timeline } => timeline.end.0,
            other => panic!("no timeline: {other:?}"),
        }
    };
    let times = [next_end(), next_end(), next_end()];
    active.stop();
    active.finish();
    // A busy machine delays a timeline, but never sends one early.
    assert!(times[2] - times[1] >= 300.0, "{times:?}");
    assert!(times[1] > times[0], "{times:?}");
}

#[test]
fn a_program_without_tokio_is_recorded_too() {
    let source = "fn main() {\n    println!(\"a\");\n    \
        std::thread::sleep(std::time::Duration::from_millis(50));\n}";
    let log = run(source);
    let timelines = find_timelines(log.assert_exited(0));
    let last = timelines.last().unwrap();
    assert_eq!(last.blocks.len(), 1, "{last:#?}");
    assert_eq!(last.prints.len(), 1, "{last:#?}");
}

#[test]
fn a_run_that_is_stopped_has_a_timeline_up_to_there() {
    let endless = "#[tokio::main]\nasync fn main() {\n    \
        tokio::spawn(async { loop {} });\n    println!(\"on\");\n    \
        std::future::pending::<()>().await;\n}";
    let active = ActiveRun::start(shared_runner(), create_job(endless));
    let log = active.stop_after_printing("on");
    assert_eq!(log.run_end().kind, EndKind::Stopped);
    let timelines = find_timelines(&log);
    let last = timelines.last().unwrap();
    let task = last.tasks.iter().find(|task| task.line == Some(3));
    assert_eq!(task.unwrap().end, None, "{last:#?}");
}

#[test]
fn a_measuring_listing_runs_unrecorded() {
    let source = "fn main() {}".to_owned();
    let listing = "waiting_tasks".to_owned();
    let log = ActiveRun::start(
        shared_runner(),
        Job {
            listing,
            ..create_job(&source)
        },
    )
    .finish();
    log.assert_exited(0);
    let why = unrecorded_message(&log).expect("a sentence");
    assert!(why.starts_with("This program measures what "), "{why}");
    assert!(find_timelines(&log).is_empty());
}

/// With the recorder in it the function would be defined twice.
#[test]
fn a_program_that_cannot_be_recorded_runs_unrecorded() {
    let source = "#[unsafe(no_mangle)]\nextern \"C\" fn nanosleep() -> i32 {\n    \
        0\n}\n\nfn main() {}";
    let log = run(source);
    log.assert_exited(0);
    let why = unrecorded_message(&log).expect("a sentence");
    assert!(why.contains("cannot be recorded"), "{why}");
    assert!(!log.has_event(|event| matches!(event, RunEvent::Diagnostic(_))));
}

#[test]
fn a_book_without_a_recorder_runs_programs_unrecorded() {
    let root = tempfile::tempdir().unwrap();
    let chapter = root.path().join("listings/ch01-a");
    fs::create_dir_all(&chapter).unwrap();
    let workspace = "[workspace]\nmembers = [\"listings/*\"]\n";
    fs::write(root.path().join("Cargo.toml"), workspace).unwrap();
    let manifest = "[package]\nname = \"ch01-a\"\nedition = \"2024\"\n\
        [[example]]\nname = \"a\"\npath = \"a.rs\"\n";
    fs::write(chapter.join("Cargo.toml"), manifest).unwrap();
    let source = "//! A.\nfn main() {}\n".to_owned();
    fs::write(chapter.join("a.rs"), &source).unwrap();
    let runner = create_runner_for_book(root.path(), Limits::default());
    let listing = "a".to_owned();
    let log = ActiveRun::start(
        &runner,
        Job {
            listing,
            ..create_job(&source)
        },
    )
    .finish();
    log.assert_exited(0);
    assert!(unrecorded_message(&log).is_some(), "{:#?}", log.events);
}

const COMPILE_ERRORS: [&str; 5] = [
    // Not `Send`.
    "use std::rc::Rc;\n\n#[tokio::main]\nasync fn main() {\n    \
     tokio::spawn(async {\n        let city = Rc::new(1);\n        \
     tokio::task::yield_now().await;\n        drop(city);\n    });\n}\n",
    // A name that tokio has not, but a similar one.
    "use tokio::time::slep;\n\nfn main() {}\n",
    // Mismatched types.
    "#[tokio::main]\nasync fn main() {\n    \
     let n: u8 = tokio::spawn(async { 1 });\n}\n",
    // Nothing follows to which these could belong.
    "fn main() {}\n\n/// More to come.\n",
    "fn main() {}\n\n#[cfg(test)]\n",
];

/// With two warnings that name types of tokio.
const WARNINGS: &str = "#[tokio::main]\nasync fn main() {\n    \
    let time = std::time::Duration::ZERO;\n    \
    tokio::time::timeout(time, async {});\n    \
    tokio::sync::Mutex::new(1).lock().await;\n}\n";

/// The reader sees what rustc says with their own tokio, to the letter.
#[test]
fn compiler_messages_are_those_of_plain_tokio() {
    for source in COMPILE_ERRORS {
        let log = run(source);
        assert_eq!(log.run_end().kind, EndKind::NotCompiled);
        assert_has_messages_of_cargo(&log, source, 1);
    }
    let log = run(WARNINGS);
    assert_eq!(unrecorded_message(log.assert_exited(0)), None);
    assert_has_messages_of_cargo(&log, WARNINGS, 2);
}

#[track_caller]
fn assert_has_messages_of_cargo(log: &RunLog, source: &str, count: usize) {
    let rendered = log.events.iter().filter_map(|event| match event {
        RunEvent::Diagnostic(found) => Some(&found.rendered),
        _ => None,
    });
    let rendered: Vec<_> = rendered.collect();
    assert!(rendered.len() >= count, "{rendered:#?}");
    let cargo = run_cargo_check(source);
    for message in rendered {
        let is_same = cargo.contains(message.trim());
        assert!(is_same, "{message}\nis not in\n{cargo}");
    }
}

/// What cargo prints of the program, as an example of a package with tokio.
fn run_cargo_check(source: &str) -> String {
    let root = crate::driver::root();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two_waits.rs");
    fs::write(&file, source).unwrap();
    let package = "[package]\nname = \"words\"\nedition = \"2024\"\n\
        [workspace]\n[dependencies.tokio]\nversion = \"1\"\n\
        features = [\"macros\", \"rt-multi-thread\", \"sync\", \"time\"]\n\
        [[bin]]\nname = \"two_waits\"\npath = \"two_waits.rs\"\n";
    fs::write(folder.path().join("Cargo.toml"), package).unwrap();
    let lock = folder.path().join("Cargo.lock");
    fs::copy(root.join("Cargo.lock"), lock).unwrap();
    let target = root.join("target").join("workbook").join("words");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--target-dir"])
        .arg(target)
        .current_dir(folder.path())
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned()
}
