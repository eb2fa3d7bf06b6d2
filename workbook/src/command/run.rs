//! `run`: any listing, also one that must not compile.

use anyhow::Result;
use catalogue::{Catalogue, Listing, ListingKind};
use clap::Args;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{ExitCode, ExitStatus};

/// Run a listing; one that must not compile shows the compiler's errors
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
Examples:
  cargo run -- run two_waits
  cargo run -- run ch01_waiting -- --delay 0.5
  cargo run -- run borrowed_client")]
pub struct Options {
    /// The listing; `cargo run -- list` lists them
    pub name: String,
    /// Arguments for the listing
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub arguments: Vec<String>,
}

pub fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    let catalogue = Catalogue::load(root)?;
    let listing = catalogue.find(&options.name)?;
    match listing.kind {
        ListingKind::Runs => {
            let arguments = &options.arguments;
            toolchain::run_example(root, &options.name, arguments)
                .map(exit_code)
        }
        ListingKind::Broken => compile_broken_listing(&catalogue, listing),
        ListingKind::Unstable => {
            let folder = root.join(listing.folder());
            toolchain::run_example(&folder, &options.name, &options.arguments)
                .map(exit_code)
        }
    }
}

fn compile_broken_listing(
    catalogue: &Catalogue,
    listing: &Listing,
) -> Result<ExitCode> {
    let built = toolchain::build_examples(&catalogue.root)?;
    let package = catalogue.package_of(listing);
    // The whole file, so that the lines are those of the reader's editor.
    let text = fs::read_to_string(catalogue.root.join(&listing.path))?;
    let output = toolchain::check_source(
        &built,
        &package.dependencies,
        &listing.path,
        &text,
    )?;
    io::stderr().write_all(&output.stderr)?;
    Ok(exit_code(output.status))
}

/// A program that a signal ended has no code; 1 says that it failed.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}
