//! The real `rustlings`, in a copy of the folder with one exercise of each
//! chapter: it compiles each several times, and the other trials prove them
//! all. Even so, outside CI it is left out where they were green.

use anyhow::{Context, Result, bail, ensure};
use book_tests::test_cache::{self, TestCache};
use book_tests::{program, root};
use exercises::{Exercise, Exercises};
use libtest_mimic::Completion;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use toml::{Table, Value};

/// What it works in; that the solutions are right, the other trials prove.
const COPIED_PATHS: [&str; 2] = ["exercises", "rustfmt.toml"];
const MISSING_RUSTLINGS_MESSAGE: &str =
    "there is no rustlings here; `.ci/install` adds it";

pub fn check_rustlings_works(exercises: &Exercises) -> Result<Completion> {
    let Some(rustlings) = program::find_rustlings_command()? else {
        ensure!(env::var_os("CI").is_none(), "CI must have rustlings");
        return Ok(Completion::ignored_with(MISSING_RUSTLINGS_MESSAGE));
    };
    let tool = PathBuf::from(rustlings.get_program());
    let cache = TestCache::new("rustlings", &COPIED_PATHS, &[&tool])?;
    if cache.has_passed_unchanged() {
        return Ok(Completion::ignored_with(test_cache::UNCHANGED_MESSAGE));
    }
    let copy = copy_first_exercises(exercises)?;
    let copy = RustlingsCopy {
        folder: copy.path(),
        program: rustlings,
    };
    // It writes the list of programs anew, from the shorter `info.toml`.
    copy.expect_output(&["dev", "update"], "")?;
    copy.expect_output(&["dev", "check", "--require-solutions"], "looks fine")?;
    let first = exercises.list.first().context("there are no exercises")?;
    let name = first.name.as_str();
    let failed = copy.run(&["run", name])?;
    ensure!(!failed.status.success(), "`{name}` is solved as shipped");
    let hint = first.hints[0].lines().next().unwrap_or_default();
    copy.expect_output(&["hint", name], hint)?;
    let file = |path: PathBuf| {
        let below = path.strip_prefix("exercises").map(Path::to_owned);
        below.map(|path| copy.folder.join(path))
    };
    let text = fs::read(file(first.solution_path())?)?;
    fs::write(file(first.path())?, text)?;
    copy.expect_output(&["run", name], "Successfully ran")?;
    cache.record_pass()?;
    Ok(Completion::Completed)
}

struct RustlingsCopy<'a> {
    folder: &'a Path,
    program: Command,
}

impl RustlingsCopy<'_> {
    fn expect_output(
        &self,
        arguments: &[&str],
        expected_part: &str,
    ) -> Result<()> {
        let output = self.run(arguments)?;
        let stdout = String::from_utf8_lossy(&output.stdout);
        if output.status.success() && stdout.contains(expected_part) {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("`rustlings {}`: {stdout}{stderr}", arguments.join(" "))
    }

    fn run(&self, arguments: &[&str]) -> Result<Output> {
        let mut command = Command::new(self.program.get_program());
        for (name, value) in self.program.get_envs() {
            value.map(|value| command.env(name, value));
        }
        command
            .current_dir(self.folder)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .context("rustlings could not be started")
    }
}

/// Copies what rustlings reads, with the first exercise of each chapter only.
fn copy_first_exercises(exercises: &Exercises) -> Result<TempDir> {
    let copy = tempfile::tempdir()?;
    let mut chapters = BTreeSet::new();
    let firsts = exercises.list.iter().filter(|e| chapters.insert(&e.dir));
    let firsts: Vec<&Exercise> = firsts.collect();
    let names: BTreeSet<&str> = firsts.iter().map(|e| &*e.name).collect();

    let from = root().join("exercises");
    let mut info: Table =
        fs::read_to_string(from.join("info.toml"))?.parse()?;
    let entries = info.get_mut("exercises").and_then(Value::as_array_mut);
    let entries = entries.context("`info.toml` lists no exercises")?;
    entries.retain(|entry| {
        entry["name"]
            .as_str()
            .is_some_and(|name| names.contains(name))
    });
    ensure!(entries.len() == firsts.len(), "`info.toml` has other names");
    fs::write(copy.path().join("info.toml"), info.to_string())?;

    let paths = firsts
        .iter()
        .flat_map(|first| [first.path(), first.solution_path()]);
    for path in paths {
        let below = path.strip_prefix("exercises")?.to_owned();
        let target = copy.path().join(&below);
        fs::create_dir_all(target.parent().context("a file has a folder")?)?;
        fs::copy(from.join(below), target)?;
    }
    for name in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(from.join(name), copy.path().join(name))?;
    }
    let rustfmt = "rustfmt.toml";
    fs::copy(root().join(rustfmt), copy.path().join(rustfmt))?;
    Ok(copy)
}
