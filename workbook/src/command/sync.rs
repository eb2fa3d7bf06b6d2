//! `sync`: writes what the manifests repeat.

use anstream::stdout;
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::Path;

/// Write what the Cargo manifests repeat: lists of chapters, listings and
/// exercises
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {}

pub fn run(root: &Path) -> Result<()> {
    let written = manifests::sync(root)?;
    let mut out = stdout();
    if written.is_empty() {
        writeln!(out, "All manifests are in sync.")?;
    }
    for file in written {
        writeln!(out, "wrote {}", file.display())?;
    }
    Ok(())
}
