//! Runs that do not come to compile anything.

use crate::driver::{Going, runner_in, wait};
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use workbook::runner::{Event, How, Job, Limits, Runner, State};

/// A book whose chapter cannot be prepared, since it is no cargo workspace.
fn book(limits: &str) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let write = |file: &Path, text: &str| {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    let chapter = root.path().join("listings/ch01-a");
    let manifest = format!(
        "[package]\nname = \"ch01-a\"\n[[example]]\nname = \"load\"\n\
         path = \"load.rs\"\n[package.metadata.listings.load]\n{limits}\n"
    );
    write(&chapter.join("Cargo.toml"), &manifest);
    write(&chapter.join("load.rs"), "//! Load.\nfn main() {}\n");
    root
}

fn run(runner: &Runner) -> crate::driver::Seen {
    let job = Job {
        source: "fn main() {}".to_owned(),
        listing: "load".to_owned(),
    };
    Going::start(runner, job).finish()
}

#[test]
fn a_listing_for_terminals_tells_its_command() {
    let root = book("terminal_only = true");
    let end = run(&runner_in(root.path(), Limits::default())).end();
    assert_eq!(end.how, How::Failed);
    assert_eq!(
        end.says,
        "`load` asks too much of a page; run it in a terminal: \
         `cargo run --example load`"
    );
}

#[test]
fn a_book_that_cannot_be_prepared_says_why() {
    let root = book("threads = 5");
    let runner = runner_in(root.path(), Limits::default());
    let mut states = runner.states();
    let failed = |state: &State| matches!(state, State::Failed { .. });
    wait(states.wait_for(failed)).unwrap();
    let end = run(&runner).end();
    assert_eq!(end.how, How::Failed);
    assert!(end.says.contains("Cargo.toml"), "{}", end.says);
}

#[test]
fn an_unknown_limit_is_told() {
    let root = book("thread = 5");
    let end = run(&runner_in(root.path(), Limits::default())).end();
    assert!(end.says.contains("unknown field `thread`"), "{}", end.says);
}

/// The runner has just been started, so the run comes before it is ready.
#[test]
fn a_run_that_comes_too_early_waits_and_says_so() {
    let runner = runner_in(&crate::driver::root(), Limits::default());
    let seen = Going::start(&runner, crate::driver::job("fn main() {}"));
    let seen = seen.finish();
    assert!(
        matches!(seen.events[0], Event::Preparing { .. }),
        "{seen:#?}"
    );
    seen.exited(0);
}
