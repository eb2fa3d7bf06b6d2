//! Runs that tell their timeline, and those that cannot.

use crate::driver::{Going, Seen, job, runner_in, shared, wait};
use std::fs;
use std::process::Command;
use workbook::runner::{Event, How, Job, Limits, Runner, State};
use workbook::timeline::Timeline;

/// Runs when the recorder is there.
fn run(source: &str) -> Seen {
    ready(shared());
    Going::start(shared(), job(source)).finish()
}

fn ready(runner: &Runner) {
    let mut states = runner.states();
    wait(states.wait_for(|state| *state == State::Ready)).unwrap();
}

fn timelines(seen: &Seen) -> Vec<&Timeline> {
    let each = seen.events.iter().filter_map(|event| match event {
        Event::Timeline { timeline } => Some(&**timeline),
        _ => None,
    });
    each.collect()
}

fn why_not(seen: &Seen) -> Option<&str> {
    seen.events.iter().find_map(|event| match event {
        Event::Unrecorded { says } => Some(says.as_str()),
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
fn a_run_tells_its_tasks_while_it_goes_on_and_at_its_end() {
    let seen = run(TWO_TASKS);
    seen.exited(0);
    assert_eq!(why_not(&seen), None);
    let timelines = timelines(&seen);
    assert!(timelines.len() > 1, "{timelines:#?}");
    let task = timelines[0].tasks.iter().find(|t| t.line == Some(6));
    assert_eq!(task.unwrap().end, None, "it has not ended yet");
    let last = timelines.last().unwrap();
    let task = last.tasks.iter().find(|t| t.line == Some(6)).unwrap();
    assert!(task.end.unwrap().0 >= 400.0, "{task:?}");
    let sleep = last.waits.iter().find(|w| w.line == Some(7)).unwrap();
    assert!(sleep.end.unwrap().0 - sleep.start.0 >= 399.0, "{sleep:?}");
    let events = &seen.events[seen.events.len() - 2..];
    assert!(
        matches!(events[0], Event::Timeline { .. }),
        "the picture is whole before the end: {events:#?}"
    );
}

#[test]
fn a_picture_grows_while_nothing_new_is_told() {
    let source = "fn main() {\n    \
        std::thread::sleep(std::time::Duration::from_millis(1800));\n}";
    let seen = run(source);
    let timelines = timelines(seen.exited(0));
    let ends: Vec<f64> = timelines.iter().map(|t| t.end.0).collect();
    let grown = ends.iter().filter(|end| (400.0..1790.0).contains(*end));
    assert!((2..=4).contains(&grown.count()), "{ends:?}");
}

#[test]
fn a_program_without_tokio_is_recorded_too() {
    let source = "fn main() {\n    println!(\"a\");\n    \
        std::thread::sleep(std::time::Duration::from_millis(50));\n}";
    let seen = run(source);
    let timelines = timelines(seen.exited(0));
    let last = timelines.last().unwrap();
    assert_eq!(last.blocks.len(), 1, "{last:#?}");
    assert_eq!(last.prints.len(), 1, "{last:#?}");
}

#[test]
fn a_run_that_is_stopped_has_a_timeline_up_to_there() {
    ready(shared());
    let endless = "#[tokio::main]\nasync fn main() {\n    \
        tokio::spawn(async { loop {} });\n    println!(\"on\");\n    \
        std::future::pending::<()>().await;\n}";
    let mut going = Going::start(shared(), job(endless));
    going.until_printed("on");
    going.stop();
    let seen = going.finish();
    assert_eq!(seen.end().how, How::Stopped);
    let timelines = timelines(&seen);
    let last = timelines.last().unwrap();
    let task = last.tasks.iter().find(|task| task.line == Some(3));
    assert_eq!(task.unwrap().end, None, "{last:#?}");
}

#[test]
fn a_listing_that_measures_runs_without() {
    ready(shared());
    let source = "fn main() {}".to_owned();
    let listing = "waiting_tasks".to_owned();
    let seen = Going::start(shared(), Job { source, listing }).finish();
    seen.exited(0);
    let why = why_not(&seen).expect("a sentence");
    assert!(why.starts_with("This program measures what "), "{why}");
    assert!(timelines(&seen).is_empty());
}

/// With the recorder in it the function would be defined twice.
#[test]
fn a_program_that_cannot_be_recorded_runs_without() {
    let source = "#[unsafe(no_mangle)]\nextern \"C\" fn nanosleep() -> i32 {\n    \
        0\n}\n\nfn main() {}";
    let seen = run(source);
    seen.exited(0);
    let why = why_not(&seen).expect("a sentence");
    assert!(why.contains("cannot be recorded"), "{why}");
    assert!(!seen.has(|event| matches!(event, Event::Diagnostic(_))));
}

#[test]
fn programs_wait_for_no_recorder() {
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
    let runner = runner_in(root.path(), Limits::default());
    let listing = "a".to_owned();
    let seen = Going::start(&runner, Job { source, listing }).finish();
    seen.exited(0);
    assert!(why_not(&seen).is_some(), "{:#?}", seen.events);
}

const ERRORS: [&str; 3] = [
    // Not `Send`.
    "use std::rc::Rc;\n\n#[tokio::main]\nasync fn main() {\n    \
     tokio::spawn(async {\n        let city = Rc::new(1);\n        \
     tokio::task::yield_now().await;\n        drop(city);\n    });\n}\n",
    // A name that tokio has not, but a similar one.
    "use tokio::time::slep;\n\nfn main() {}\n",
    // Mismatched types.
    "#[tokio::main]\nasync fn main() {\n    \
     let n: u8 = tokio::spawn(async { 1 });\n}\n",
];

/// The reader sees what rustc says with their own tokio, to the letter.
#[test]
fn the_compilers_words_are_those_of_plain_tokio() {
    for source in ERRORS {
        let seen = run(source);
        assert_eq!(seen.end().how, How::NotCompiled);
        let told: Vec<String> = seen
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Diagnostic(told) => Some(told.rendered.clone()),
                _ => None,
            })
            .collect();
        let said = words_of_cargo(source);
        assert!(!told.is_empty());
        for told in told {
            assert!(said.contains(told.trim()), "{told}\nis not in\n{said}");
        }
    }
}

/// What cargo prints of the program, as an example of a package with tokio.
fn words_of_cargo(source: &str) -> String {
    let root = crate::driver::root();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two_waits.rs");
    fs::write(&file, source).unwrap();
    let package = "[package]\nname = \"words\"\nedition = \"2024\"\n\
        [workspace]\n[dependencies.tokio]\nversion = \"1\"\n\
        features = [\"macros\", \"rt-multi-thread\", \"time\"]\n\
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
