//! Node and the packages that the page and its tests need.

use crate::root;
use anyhow::{Context, Result, ensure};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const OLDEST_NODE_MAJOR_VERSION: u32 = 20;

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Why the machine cannot run tests that need Node; `None` if it can.
pub fn explain_missing_tool() -> Option<String> {
    let Some(node) = version("node") else {
        return Some("there is no Node on the path".to_owned());
    };
    if major_version(&node) < Some(OLDEST_NODE_MAJOR_VERSION) {
        return Some(format!(
            "Node is {node}, not {OLDEST_NODE_MAJOR_VERSION} or newer"
        ));
    }
    version(NPM)
        .is_none()
        .then(|| "there is no npm on the path".to_owned())
}

/// The output of `PROGRAM --version`; `None` if it cannot be run.
pub fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Returns 20 for `v20.20.2`.
fn major_version(version: &str) -> Option<u32> {
    version
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// Installs the packages of a folder's lock file, unless they are installed.
pub fn install_packages(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("the lock file in `{}`", folder.display()))?;
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

/// Runs Node in a folder of the root; its output is the error if it fails.
pub fn run(folder: &str, args: &[&str]) -> Result<()> {
    let output = Command::new("node")
        .args(args)
        .current_dir(root().join(folder))
        // Without the colours that these programs use in CI.
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .context("node could not be started")?;
    ensure!(
        output.status.success(),
        "`node {}` fails in `{folder}`:\n{}{}",
        args.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// Whether tools must not be missing.
pub fn is_ci() -> bool {
    env::var_os("CI").is_some()
}
