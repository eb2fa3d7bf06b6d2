//! Where the programs are that tests start.

use crate::root;
use anyhow::{Context, Result, ensure};
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The workbook's own program, built as `cargo run` does.
pub fn build_workbook() -> Result<PathBuf> {
    let status = toolchain::cargo_command()
        .current_dir(root())
        .args(["build", "--quiet", "--bin", "workbook"])
        .status()
        .context("cargo could not be started")?;
    ensure!(status.success(), "the workbook does not compile");
    let name = format!("workbook{}", env::consts::EXE_SUFFIX);
    Ok(toolchain::target_folder(root())?.join("debug").join(name))
}

/// A tool that `.ci/install` installs, or one on the path.
pub fn find_tool(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    std::iter::once(root().join("target/tools/bin"))
        .chain(env::split_paths(&folders))
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

/// `rustlings`, to be run in its folder; the crates are not compiled anew.
pub fn find_rustlings_command() -> Result<Option<Command>> {
    let Some(program) = find_tool("rustlings") else {
        return Ok(None);
    };
    let mut command = Command::new(program);
    command.env("CARGO_TARGET_DIR", toolchain::target_folder(root())?);
    Ok(Some(command))
}
