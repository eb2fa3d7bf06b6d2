//! Runs the tests of `tests/browser/`: the pages of the served book in a
//! real Chromium. They need Node, npm and Chromium, and are ignored where
//! one of these is missing, but not in CI.
//!
//! They take longer than all others together. So, but not in CI, they are
//! ignored too where nothing has changed that they look at since they were
//! green; `ALWAYS=1 cargo test --workspace --test browser` runs them.

use anyhow::{Context, Result, bail, ensure};
use book_tests::green::{self, Green};
use book_tests::{program, root};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// What the pages are made of, and their tests.
const SOURCES: [&str; 8] = [
    "book.toml",
    "examples",
    "exercises",
    "listings",
    "page",
    "recorder",
    "src",
    "tests/browser",
];

const OLDEST_NODE: u32 = 20;

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Where Chromium lies, unless the variable `CHROMIUM` names it.
const CHROMIUMS: [&str; 7] = [
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
        pages().map_err(|error| Failed::from(format!("{error:#}")))
    });
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}

fn pages() -> Result<Completion> {
    let chromium = match missing_tool().map_or_else(chromium, Err) {
        Ok(chromium) => chromium,
        Err(reason) if env::var_os("CI").is_some() => bail!(reason),
        Err(reason) => return Ok(Completion::ignored_with(reason)),
    };
    let folder = root().join("tests").join("browser");
    let workbook = program::workbook()?;
    let green = Green::of("browser", &SOURCES, &[&workbook, &chromium])?;
    if green.is_known() {
        return Ok(Completion::ignored_with(green::KNOWN));
    }
    install(&folder)?;
    // Without npm's own runner, which waits for input on some systems.
    let status = Command::new("node")
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .current_dir(&folder)
        .env("WORKBOOK", workbook)
        .env("CHROMIUM", chromium)
        .stdin(Stdio::null())
        .status()
        .context("node could not be started")?;
    ensure!(status.success(), "a page fails; what and why stands above");
    green.keep()?;
    Ok(Completion::Completed)
}

/// Why the tests cannot run on this machine.
fn missing_tool() -> Option<String> {
    let Some(node) = version("node") else {
        return Some("there is no Node on the path".to_owned());
    };
    if major(&node) < Some(OLDEST_NODE) {
        return Some(format!("Node is {node}, not {OLDEST_NODE} or newer"));
    }
    version(NPM)
        .is_none()
        .then(|| "there is no npm on the path".to_owned())
}

fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// 20 of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

fn chromium() -> Result<PathBuf, String> {
    match env::var_os("CHROMIUM") {
        Some(path) if Path::new(&path).is_file() => Ok(path.into()),
        Some(path) => Err(format!(
            "`{}`, which CHROMIUM names, does not exist",
            path.display()
        )),
        None => CHROMIUMS
            .into_iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
            .ok_or_else(|| "there is no Chromium; name it in CHROMIUM".into()),
    }
}

/// Installs what the lock file names, unless that very file was installed.
fn install(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))
        .context("`tests/browser/package-lock.json`")?;
    let stamp = folder.join("node_modules").join(".installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let status = Command::new(NPM)
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .status()
        .context("npm could not be started")?;
    ensure!(status.success(), "`npm ci` fails in `{}`", folder.display());
    fs::write(&stamp, lock).context("the installed modules")
}
