//! What the tests of the book share: running programs and judging what they
//! print.

pub mod blocks;
pub mod commands;
pub mod green;
pub mod manifest;
pub mod matching;
pub mod process;
pub mod proof;
pub mod python;
pub mod quiet;
pub mod recorded;
pub mod site;
pub mod snippet;
pub mod tree;
pub mod update;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder with `book.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("`tests` lies in the book's root")
}

/// The program that serves the book, as cargo builds it.
pub fn workbook_program() -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args(["build", "--quiet", "--bin", "workbook"])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    ensure!(output.status.success(), "the workbook does not compile");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| anyhow!("cargo built no `workbook`"))
}
