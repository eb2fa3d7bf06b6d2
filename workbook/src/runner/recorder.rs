//! The recorder: crates that make a program tell its timeline. Cargo builds
//! them in `recorder/`, apart from the workspace, for they need a tokio of
//! their own.

use super::board::Board;
use super::prepare::{self, Cargo};
use crate::catalogue::Package;
use crate::toolchain::{self, Built};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Why programs run without a timeline where they cannot be recorded.
const NOT_HERE: &str =
    "timelines are recorded on Linux only, so this program ran without one";
const NO_RECORDER: &str = "this book has no recorder";

/// Where its crates lie.
const FOLDER: &str = "recorder";

/// Added to a program's text, so that the recorder is part of it even where
/// the text never names tokio. A line of its own at the end: the other lines
/// keep their numbers.
const LAST_LINE: &str = "\nextern crate tokio as _;\n";

/// The crates that take the place of tokio and of what is built on it.
#[derive(Debug)]
pub struct Recorder {
    built: Built,
}

/// Builds the recorder, or says why there is none.
pub async fn build(
    root: &Path,
    workbook: &Path,
    board: &Board,
) -> Result<Recorder, String> {
    if !cfg!(target_os = "linux") {
        return Err(NOT_HERE.to_owned());
    }
    let folder = root.join(FOLDER);
    if !folder.join("Cargo.toml").is_file() {
        return Err(NO_RECORDER.to_owned());
    }
    built(root, &folder, workbook, board)
        .await
        .map(|built| Recorder { built })
        .map_err(|error| format!("the recorder cannot be built: {error:#}"))
}

async fn built(
    root: &Path,
    folder: &Path,
    workbook: &Path,
    board: &Board,
) -> Result<Built> {
    let target = toolchain::target_folder(root)?.join(FOLDER);
    let mut folder_of = OsString::from("--target-dir=");
    folder_of.push(target);
    let cargo = Cargo {
        folder,
        workbook,
        arguments: vec!["--lib".into(), folder_of],
    };
    let (built, outcome) = prepare::run(cargo, board).await?;
    outcome?;
    // Cargo tells of the real tokio first and then of ours, which has the
    // same name and is built on it.
    built.library("tokio").context("cargo built no `tokio`")?;
    Ok(built)
}

impl Recorder {
    /// The text to compile instead of the learner's.
    pub fn text(source: &str) -> String {
        format!("{source}{LAST_LINE}")
    }

    /// The crates of the package, where it can be those of the recorder.
    pub fn crates_of(
        &self,
        chapter: &Built,
        package: &Package,
    ) -> Result<Vec<(String, PathBuf)>> {
        let mut crates = chapter.crates_of(package)?;
        for (name, library) in &mut crates {
            if let Some(ours) = self.own(name) {
                *library = ours;
            }
        }
        Ok(crates
            .into_iter()
            .map(|(name, library)| (name, library.to_owned()))
            .collect())
    }

    /// What rustc must be told to find the crates that these are built on.
    pub fn folders(&self, chapter: &Built) -> Vec<OsString> {
        [chapter, &self.built]
            .into_iter()
            .flat_map(Built::folder_arguments)
            .collect()
    }

    /// Only what uses tokio: a second serde would be another crate to the
    /// chapter's own.
    fn own(&self, name: &str) -> Option<&Path> {
        let is_ours = name == "tokio" || name.starts_with("tokio_");
        is_ours.then(|| self.built.library(name)).flatten()
    }
}
