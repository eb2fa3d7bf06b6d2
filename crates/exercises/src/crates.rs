//! The crates that exercises may use: cargo builds them once, for the workbook
//! and for rustlings.

use super::EXERCISES_FOLDER;
use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use toolchain::{Artifacts, CargoBuild};

/// The crates that cargo has built for the exercises.
#[derive(Debug, Default)]
pub struct ExerciseCrates {
    pub artifacts: Artifacts,
    /// For rustc.
    pub rustc_arguments: Vec<OsString>,
}

/// Builds the crates. Calls `on_compiling` with the name of each crate that
/// is compiled.
pub async fn build(
    root: &Path,
    workbook_program: &Path,
    mut on_compiling: impl FnMut(&str),
) -> Result<ExerciseCrates> {
    let folder = root.join(EXERCISES_FOLDER);
    let dependencies = read_dependencies(&folder)?;
    if dependencies.is_empty() {
        return Ok(ExerciseCrates::default());
    }
    let names = dependencies.iter().map(String::as_str);
    let outcome = CargoBuild::dependencies(&folder, workbook_program, names)
        .run(|progress| on_compiling(&progress.current))
        .await?;
    outcome.result.map_err(|errors| {
        anyhow!("cargo cannot build the crates of the exercises:\n{errors}")
    })?;
    Ok(ExerciseCrates {
        rustc_arguments: outcome.artifacts.rustc_arguments(&dependencies)?,
        artifacts: outcome.artifacts,
    })
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
}

/// Reads which crates the exercises may use.
pub fn read_dependencies(folder: &Path) -> Result<BTreeSet<String>> {
    let file = folder.join("Cargo.toml");
    let name = || format!("`{}`", file.display());
    let text = fs::read_to_string(&file).with_context(name)?;
    let manifest: Manifest = toml::from_str(&text).with_context(name)?;
    Ok(manifest.dependencies.into_keys().collect())
}
