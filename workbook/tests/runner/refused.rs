//! Runs that do not come to compile anything.

use crate::driver::{ActiveRun, create_runner_for_book, wait_for};
use runner::{EndKind, Job, Limits, RunEvent, Runner, RunnerState};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A book whose chapter cannot be prepared, since it is no cargo workspace.
fn create_unpreparable_book(limits_toml: &str) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let write = |file: &Path, text: &str| {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    let chapter = root.path().join("listings/ch01-a");
    let manifest = format!(
        "[package]\nname = \"ch01-a\"\n[[example]]\nname = \"load\"\n\
         path = \"load.rs\"\n[package.metadata.listings.load]\n{limits_toml}\n"
    );
    write(&chapter.join("Cargo.toml"), &manifest);
    write(&chapter.join("load.rs"), "//! Load.\nfn main() {}\n");
    root
}

fn run(runner: &Runner) -> crate::driver::RunLog {
    let job = Job {
        source: "fn main() {}".to_owned(),
        listing: "load".to_owned(),
        arguments: Vec::new(),
    };
    ActiveRun::start(runner, job).finish()
}

#[test]
fn a_listing_for_terminals_only_names_its_command() {
    let root = create_unpreparable_book("terminal_only = true");
    let run_end =
        run(&create_runner_for_book(root.path(), Limits::default())).run_end();
    assert_eq!(run_end.kind, EndKind::Failed);
    assert_eq!(
        run_end.message,
        "`load` needs more than a page allows; run it in a terminal: \
         `cargo run --example load`"
    );
}

#[test]
fn a_run_in_a_book_that_cannot_be_prepared_reports_why() {
    let root = create_unpreparable_book("threads = 5");
    let runner = create_runner_for_book(root.path(), Limits::default());
    let mut states = runner.subscribe();
    let failed =
        |state: &RunnerState| matches!(state, RunnerState::Failed { .. });
    wait_for(states.wait_for(failed)).unwrap();
    let run_end = run(&runner).run_end();
    assert_eq!(run_end.kind, EndKind::Failed);
    run_end.assert_message_has("Cargo.toml");
}

#[test]
fn an_unknown_limit_is_named() {
    let root = create_unpreparable_book("thread = 5");
    let run_end =
        run(&create_runner_for_book(root.path(), Limits::default())).run_end();
    run_end.assert_message_has("unknown field `thread`");
}

/// The runner has just been started, so the run comes before it is ready.
#[test]
fn a_run_that_comes_too_early_waits_and_reports_progress() {
    let runner =
        create_runner_for_book(&crate::driver::root(), Limits::default());
    let log =
        ActiveRun::start(&runner, crate::driver::create_job("fn main() {}"));
    let log = log.finish();
    assert!(
        matches!(log.events[0], RunEvent::Preparing { .. }),
        "{log:#?}"
    );
    log.assert_exited(0);
}

/// `cargo clean` while the workbook runs.
#[test]
fn files_removed_from_target_are_built_again() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"listings/*\", \"four\"]\n",
    );
    write(
        "four/Cargo.toml",
        "[package]\nname = \"four\"\nedition = \"2024\"\n\
         [lib]\npath = \"lib.rs\"\n",
    );
    write("four/lib.rs", "pub fn four() -> u8 { 4 }\n");
    write(
        "listings/ch01-a/Cargo.toml",
        "[package]\nname = \"ch01-a\"\nedition = \"2024\"\n\
         [[example]]\nname = \"load\"\npath = \"load.rs\"\n\
         [dependencies]\nfour = { path = \"../../four\" }\n",
    );
    write(
        "Cargo.lock",
        "version = 4\n\
         [[package]]\nname = \"ch01-a\"\nversion = \"0.0.0\"\n\
         dependencies = [\"four\"]\n\
         [[package]]\nname = \"four\"\nversion = \"0.0.0\"\n",
    );
    let shown = "//! Load.\nfn main() { println!(\"{}\", four::four()); }\n";
    write("listings/ch01-a/load.rs", shown);
    let runner = create_runner_for_book(root.path(), Limits::default());
    let job = |source: &str| Job {
        source: source.to_owned(),
        listing: "load".to_owned(),
        arguments: Vec::new(),
    };
    let run = |source: &str| ActiveRun::start(&runner, job(source)).finish();
    let edited = shown.replace("four());", "four() + 1);");
    assert_eq!(run(shown).assert_exited(0).stdout(), "4\n");
    assert_eq!(run(&edited).assert_exited(0).stdout(), "5\n");
    wait_for(runner.wait_until_ready()).unwrap();

    let target = root.path().join("target");
    fs::remove_dir_all(&target).unwrap();
    let log = run(&edited);
    assert!(log.has_event(|event| matches!(event, RunEvent::Preparing { .. })));
    assert_eq!(log.assert_exited(0).stdout(), "5\n");
    assert_eq!(run(shown).assert_exited(0).stdout(), "4\n");
    wait_for(runner.wait_until_ready()).unwrap();

    // A check can't wait so long, and says so.
    fs::remove_dir_all(&target).unwrap();
    let error = wait_for(runner.check(job(&edited))).unwrap_err();
    assert!(
        error.to_string().contains("is still being prepared"),
        "{error}"
    );
    wait_for(runner.wait_until_ready()).unwrap();
    assert!(wait_for(runner.check(job(&edited))).unwrap().is_empty());
}
