//! Putting an exercise back as it was shipped. The learner's text is kept.

use super::{Exercise, todo_line};
use crate::progress::Store;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a reset has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reset {
    /// Where the learner's text is now; `None` where it was as shipped.
    pub backup: Option<PathBuf>,
}

/// Puts the file of `exercise` back.
pub fn reset(root: &Path, exercise: &Exercise) -> Result<Reset> {
    let file = root.join(exercise.path());
    let shipped = shipped(root, &exercise.path())?;
    let name = || format!("`{}`", file.display());
    let now = match file.exists() {
        true => Some(fs::read(&file).with_context(name)?),
        false => None,
    };
    let backup = match now {
        Some(now) if now == shipped.as_bytes() => None,
        Some(now) => Some(keep(root, exercise, &now)?),
        None => None,
    };
    fs::write(&file, shipped).with_context(name)?;
    Ok(Reset { backup })
}

/// Under a name that nothing has yet.
fn keep(root: &Path, exercise: &Exercise, text: &[u8]) -> Result<PathBuf> {
    let folder = Store::of(root).folder().join("backup");
    fs::create_dir_all(&folder)
        .with_context(|| format!("folder `{}`", folder.display()))?;
    let names = (1..).map(|n| format!("{}-{n}.rs", exercise.name));
    let mut places = names.map(|name| folder.join(name));
    let place = places.find(|place| !place.exists());
    let place = place.context("no name is free")?;
    fs::write(&place, text)
        .with_context(|| format!("`{}`", place.display()))?;
    Ok(place)
}

/// The newest version in git that still has its `TODO`: the learner may have
/// committed a solution.
fn shipped(root: &Path, path: &Path) -> Result<String> {
    let path = path.to_string_lossy().replace('\\', "/");
    let commits = git(root, &["log", "--format=%H", "--", &path])?;
    for commit in commits.lines() {
        // In a commit that removed the file there is none to show.
        let text = git(root, &["show", &format!("{commit}:./{path}")]);
        if let Ok(text) = text
            && todo_line(&text).is_some()
        {
            return Ok(text);
        }
    }
    bail!(
        "git knows no version of `{path}` with its TODO; download the \
         workbook anew, with `git clone`"
    )
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .current_dir(root)
        .args(arguments)
        .output()
        .context("git could not be started; it keeps the exercises' texts")?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("git: {}", words.trim());
    }
    String::from_utf8(output.stdout).context("git's words")
}
