//! `python`: the virtual environment of the Python versions.

use crate::python;
use anstream::stdout;
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::Path;

/// Install the packages that some Python versions import
///
/// Creates a virtual environment in `target/python` and installs the packages
/// of `listings/requirements.txt` into it. Needs Python 3.11 or newer, and the
/// internet.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {}

pub fn run(root: &Path) -> Result<()> {
    let mut out = stdout();
    if python::find_environment_interpreter(root).is_none() {
        writeln!(out, "Installing the packages into `target/python` …")?;
        python::create_environment(root)?;
    }
    writeln!(out, "The Python versions have all their packages.")?;
    Ok(())
}
