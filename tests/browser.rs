//! Runs the tests of `tests/browser/`: the pages of the served book in a
//! real Chromium. They need Node, npm and Chromium, and are ignored where
//! one of these is missing, but not in CI.
//!
//! They take longer than all others together. So, but not in CI, they are
//! ignored too where nothing has changed that they look at since they were
//! green; `ALWAYS=1 cargo test --workspace --test browser` runs them.

use anyhow::{Context, Result, bail, ensure};
use book_tests::test_cache::{self, BOOK_SOURCES, PAGE_SOURCES, TestCache};
use book_tests::{node, program, root};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Where Chromium lies, unless the variable `CHROMIUM` names it.
const CHROMIUM_PATHS: [&str; 7] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

fn main() -> ExitCode {
    let trial = Trial::ignorable_test("pages_work_in_a_browser", || {
        run_browser_tests().map_err(|error| Failed::from(format!("{error:#}")))
    });
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}

fn run_browser_tests() -> Result<Completion> {
    let chromium = match node::explain_missing_tool().map_or_else(chromium, Err)
    {
        Ok(chromium) => chromium,
        Err(reason) if node::is_ci() => bail!(reason),
        Err(reason) => return Ok(Completion::ignored_with(reason)),
    };
    let folder = root().join("tests").join("browser");
    let workbook_program = program::build_workbook()?;
    let sources = [&BOOK_SOURCES[..], &PAGE_SOURCES].concat();
    let cache = TestCache::new("browser", &sources, &[&chromium])?;
    if cache.has_passed_unchanged() {
        return Ok(Completion::ignored_with(test_cache::UNCHANGED_MESSAGE));
    }
    node::install_packages(&folder)?;
    // Without npm's own runner, which waits for input on some systems.
    let status = Command::new("node")
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .current_dir(&folder)
        .env("WORKBOOK", workbook_program)
        .env("CHROMIUM", chromium)
        .stdin(Stdio::null())
        .status()
        .context("node could not be started")?;
    ensure!(status.success(), "a page fails; what and why stands above");
    cache.record_pass()?;
    Ok(Completion::Completed)
}

fn chromium() -> Result<PathBuf, String> {
    match env::var_os("CHROMIUM") {
        Some(path) if Path::new(&path).is_file() => Ok(path.into()),
        Some(path) => Err(format!(
            "`{}`, which CHROMIUM names, does not exist",
            path.display()
        )),
        None => CHROMIUM_PATHS
            .into_iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
            .ok_or_else(|| "there is no Chromium; name it in CHROMIUM".into()),
    }
}
