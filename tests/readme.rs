//! Each command that the README, its neighbours and the chapters show works.

use book_tests::commands::{self, KnownCommands};
use book_tests::{manifest, root};
use catalogue::Catalogue;
use std::collections::BTreeSet;
use std::fs;

fn find_test_names() -> BTreeSet<String> {
    manifest::read_packages()
        .unwrap()
        .into_iter()
        .flat_map(|package| package.tests)
        .collect()
}

#[track_caller]
fn every_command_works(file: &str) {
    let text = fs::read_to_string(root().join(file)).unwrap();
    assert!(
        !commands::shown_commands(&text).is_empty(),
        "`{file}` shows no command"
    );
    each_command_works(file, &text);
}

#[track_caller]
fn each_command_works(file: &str, text: &str) {
    let catalogue = Catalogue::load(root()).unwrap();
    let known = KnownCommands {
        catalogue: &catalogue,
        tests: &find_test_names(),
    };
    let faults: Vec<String> = commands::shown_commands(text)
        .into_iter()
        .filter_map(|command| {
            let why = known.check(&command).err()?;
            Some((command, why))
        })
        .map(|(command, why)| format!("`{file}` shows `{command}`: {why}"))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_readme_shows_only_commands_that_work() {
    every_command_works("README.md");
}

#[test]
fn contributing_shows_only_commands_that_work() {
    every_command_works("CONTRIBUTING.md");
}

#[test]
fn the_chapters_show_only_commands_that_work() {
    for (chapter, text) in book::expand_chapters(root()).unwrap() {
        each_command_works(&format!("src/{}", chapter.display()), &text);
    }
}
