//! `build`: the static site.

use crate::book::{self, Options};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::Instant;

pub fn build(root: &Path, dest: Option<PathBuf>) -> Result<()> {
    let start = Instant::now();
    let options = Options { dest, live: false };
    let site = book::build(root, &options)?;
    println!(
        "built `{}` in {:.2} s",
        site.join("index.html").display(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
