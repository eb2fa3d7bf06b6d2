//! Skips a slow test if nothing that it reads has changed since it last passed.

use crate::root;
use anyhow::{Context, Result};
use libtest_mimic::{Arguments, Trial};
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What the book and its programs are made of.
pub const BOOK_SOURCES: [&str; 13] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "book.toml",
    "crates",
    "examples",
    "exercises",
    "listings",
    "recorder",
    "rustfmt.toml",
    "src",
    "unstable",
    "workbook",
];

/// What its pages are made of as well: scripts, styles and their tests.
pub const PAGE_SOURCES: [&str; 2] = ["page", "tests/browser"];

/// Why a test is skipped.
pub const UNCHANGED_MESSAGE: &str =
    "nothing that it reads has changed since it passed; ALWAYS=1 runs it";

/// Folders that other tools generate.
const GENERATED_FOLDERS: [&str; 3] = ["node_modules", "test-results", "target"];

/// Remembers, in a file, what a test read when it last passed.
pub struct TestCache {
    /// Of everything that the test reads.
    hash: u64,
    /// Contains the hash of the last run that passed.
    hash_file: PathBuf,
}

impl TestCache {
    /// Hashes what the test of this `test_name` reads: these files and folders
    /// of the book, and the programs that it runs.
    pub fn new(
        test_name: &str,
        sources: &[&str],
        programs: &[&Path],
    ) -> Result<TestCache> {
        let mut hasher = DefaultHasher::new();
        for source in sources {
            hash_path(&root().join(source), &mut hasher)
                .with_context(|| format!("`{source}`"))?;
        }
        for program in programs {
            // One that is found on the path has no metadata here.
            let data = fs::metadata(program).ok();
            let version = data.map(|data| (data.len(), data.modified().ok()));
            (program, version).hash(&mut hasher);
        }
        let target = toolchain::target_folder(root())?;
        Ok(TestCache {
            hash: hasher.finish(),
            hash_file: target.join(format!("{test_name}-was-green")),
        })
    }

    /// Whether the test has passed with the same files. Always false in CI, and
    /// if the variable `ALWAYS` or `SNAPSHOTS` is set.
    pub fn has_passed_unchanged(&self) -> bool {
        let overrides = ["CI", "ALWAYS", "SNAPSHOTS"].map(env::var_os);
        let text = fs::read_to_string(&self.hash_file);
        overrides.iter().all(Option::is_none)
            && text.is_ok_and(|text| text == self.hash.to_string())
    }

    pub fn record_pass(&self) -> Result<()> {
        fs::write(&self.hash_file, self.hash.to_string())
            .with_context(|| format!("`{}`", self.hash_file.display()))
    }
}

/// Runs the trials of a test program that reads these `sources` and runs these
/// `tools`, as far as the machine has them. Ignores the trials if nothing has
/// changed since all of them passed.
pub fn run_trials(
    test_name: &str,
    arguments: &Arguments,
    sources: &[&str],
    tools: &[Option<PathBuf>],
    trials: Vec<Trial>,
) -> ExitCode {
    let cache = env::current_exe().map_err(Into::into).and_then(|exe| {
        let tools = tools.iter().flatten().chain([&exe]);
        let programs: Vec<&Path> = tools.map(PathBuf::as_path).collect();
        TestCache::new(test_name, sources, &programs)
    });
    let cache = match cache {
        Ok(cache) => cache,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    if cache.has_passed_unchanged() {
        println!("{test_name}: {UNCHANGED_MESSAGE}");
        let ignored = trials.into_iter().map(|t| t.with_ignored_flag(true));
        return libtest_mimic::run(arguments, ignored.collect()).exit_code();
    }
    let conclusion = libtest_mimic::run(arguments, trials);
    // Listing the tests, for example, runs none, and then none has failed.
    let all_passed = conclusion.num_passed > 0
        && conclusion.num_failed == 0
        && conclusion.num_filtered_out == 0;
    if all_passed && let Err(error) = cache.record_pass() {
        eprintln!("warning: {error:#}");
    }
    conclusion.exit_code()
}

/// Hashes a file, or the names and contents of all files in a folder.
fn hash_path(path: &Path, hasher: &mut impl Hasher) -> Result<()> {
    if path.is_file() {
        path.hash(hasher);
        fs::read(path)?.hash(hasher);
    } else if path.is_dir() {
        let entries = fs::read_dir(path)?;
        let mut paths = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        paths.retain(|path| {
            !GENERATED_FOLDERS.iter().any(|name| path.ends_with(name))
        });
        paths.sort();
        for path in paths {
            hash_path(&path, hasher)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(folder: &Path) -> u64 {
        let mut hasher = DefaultHasher::new();
        hash_path(folder, &mut hasher).unwrap();
        hasher.finish()
    }

    #[test]
    fn every_change_changes_the_hash_but_generated_files_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("a.js", "1");
        let first = hash(folder.path());
        write("node_modules/b.js", "1");
        assert_eq!(hash(folder.path()), first);
        write("c.js", "");
        let second = hash(folder.path());
        assert_ne!(second, first);
        write("a.js", "2");
        assert_ne!(hash(folder.path()), second);
    }
}
