//! `run`: any listing, also one that must not compile.

use crate::catalogue::{Catalogue, Kind, Listing};
use crate::toolchain;
use anyhow::{Context, Result};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{ExitCode, ExitStatus};

pub fn run(root: &Path, name: &str, arguments: &[String]) -> Result<ExitCode> {
    let catalogue = Catalogue::load(root)?;
    let listing = catalogue.find(name)?;
    match listing.kind {
        Kind::Runs => run_example(root, name, arguments),
        Kind::Broken => check_broken(&catalogue, listing),
    }
}

fn run_example(
    root: &Path,
    name: &str,
    arguments: &[String],
) -> Result<ExitCode> {
    let status = toolchain::cargo()
        .current_dir(root)
        .args(["run", "--quiet", "--example", name, "--"])
        .args(arguments)
        .status()
        .context("cargo could not be started")?;
    Ok(code(status))
}

fn check_broken(catalogue: &Catalogue, listing: &Listing) -> Result<ExitCode> {
    let built = toolchain::build_examples(&catalogue.root)?;
    let package = catalogue.package_of(listing);
    // The whole file, so that the lines are those of the reader's editor.
    let text = fs::read_to_string(catalogue.root.join(&listing.path))?;
    let output =
        toolchain::check_broken(&built, package, &listing.path, &text)?;
    io::stderr().write_all(&output.stderr)?;
    Ok(code(output.status))
}

/// A program that a signal ended has no code; 1 says that it failed.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}
