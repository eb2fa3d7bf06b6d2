//! Puts an exercise back as it was shipped. The learner's text is kept.

use super::{Exercise, Exercises};
use anyhow::{Context, Result};
use progress::Store;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The result of a reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetOutcome {
    /// Where the learner's text is kept; `None` if it was as shipped.
    pub backup: Option<PathBuf>,
}

impl Exercises {
    /// Writes the shipped text into the learner's file, after keeping what it
    /// has now.
    pub fn reset(&self, exercise: &Exercise) -> Result<ResetOutcome> {
        let file = self.root.join(exercise.path());
        let shipped = self.shipped(exercise)?;
        let name = || format!("`{}`", file.display());
        let text = match fs::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            text => Some(text.with_context(name)?),
        };
        let backup = match text {
            Some(text) if text != shipped.as_bytes() => {
                Some(write_backup(&self.root, exercise, &text)?)
            }
            _ => None,
        };
        fs::write(&file, shipped).with_context(name)?;
        Ok(ResetOutcome { backup })
    }
}

/// Writes the text to a backup file whose name is free.
fn write_backup(
    root: &Path,
    exercise: &Exercise,
    content: &[u8],
) -> Result<PathBuf> {
    let folder = Store::in_root(root).folder().join("backup");
    fs::create_dir_all(&folder)
        .with_context(|| format!("folder `{}`", folder.display()))?;
    let names = (1..).map(|n| format!("{}-{n}.rs", exercise.name));
    let mut files = names.map(|name| folder.join(name));
    let file = files
        .find(|file| !file.exists())
        .context("no name is free for a backup")?;
    fs::write(&file, content)
        .with_context(|| format!("`{}`", file.display()))?;
    Ok(file)
}
