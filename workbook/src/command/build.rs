//! `build`: the static site.

use anstream::stdout;
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Write the static site
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
Examples:
  cargo run -- build
  cargo run -- build --dest /tmp/site")]
pub struct Options {
    /// The folder to write; its content is replaced
    /// [default: `book/`, or what `book.toml` says]
    #[arg(short, long, value_name = "DIR")]
    dest: Option<PathBuf>,
}

pub fn run(root: &Path, options: Options) -> Result<()> {
    let start = Instant::now();
    let options = book::BuildOptions { dest: options.dest };
    let site = book::build(root, &options)?;
    writeln!(
        stdout(),
        "built `{}` in {:.2} s",
        site.join("index.html").display(),
        start.elapsed().as_secs_f64()
    )?;
    Ok(())
}
