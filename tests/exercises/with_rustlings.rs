//! The real `rustlings`, in a copy of the folder. It compiles all exercises one
//! after the other, so outside CI it is left out where they were green.

use anyhow::{Context, Result, bail, ensure};
use book_tests::test_cache::{self, TestCache};
use book_tests::{program, root};
use exercises::Exercises;
use libtest_mimic::Completion;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// What it works in; that the solutions are right, the other trials prove.
const COPIED_PATHS: [&str; 2] = ["exercises", "rustfmt.toml"];
const MISSING_RUSTLINGS_MESSAGE: &str =
    "there is no rustlings here; `.ci/install` adds it";

pub fn try_it(exercises: &Exercises) -> Result<Completion> {
    let Some(rustlings) = program::rustlings()? else {
        ensure!(env::var_os("CI").is_none(), "CI must have rustlings");
        return Ok(Completion::ignored_with(MISSING_RUSTLINGS_MESSAGE));
    };
    let tool = PathBuf::from(rustlings.get_program());
    let cache = TestCache::new("rustlings", &COPIED_PATHS, &[&tool])?;
    if cache.is_fresh() {
        return Ok(Completion::ignored_with(test_cache::UNCHANGED_MESSAGE));
    }
    let copy = copy_exercises()?;
    let copy = RustlingsCopy {
        folder: copy.path(),
        program: rustlings,
    };
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
    cache.save()?;
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

/// Of all files; rustlings notes its state beside them.
fn copy_exercises() -> Result<TempDir> {
    let copy = tempfile::tempdir()?;
    let from = root().join("exercises");
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        fs::create_dir_all(copy.path().join(&folder))?;
        for entry in fs::read_dir(from.join(&folder))? {
            let path = folder.join(entry?.file_name());
            let source = from.join(&path);
            if source.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".rustlings-state.txt") {
                fs::copy(source, copy.path().join(path))?;
            }
        }
    }
    fs::copy(
        root().join("rustfmt.toml"),
        copy.path().join("rustfmt.toml"),
    )?;
    Ok(copy)
}
