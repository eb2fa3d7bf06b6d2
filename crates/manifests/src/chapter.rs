//! The `[[example]]` tables of a chapter's package: every program of the
//! chapter that compiles, in the order in which the chapter shows them.

use crate::manifest::{Manifest, to_manifest_path};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use toml_edit::{ArrayOfTables, Item, Table, value};

/// Programs that must not compile are no examples.
const BROKEN_FOLDER: &str = "broken";

/// Puts the tables behind all others of the manifest.
const LAST_POSITION: isize = isize::MAX;

pub(crate) const GENERATED_COMMENT: &str =
    "\n# Written by `cargo run -- sync`, in the order of the chapter.\n";

pub(crate) fn derive(
    root: &Path,
    package: &Path,
    order: &[String],
) -> Result<Manifest> {
    let mut manifest = Manifest::read(root, &package.join("Cargo.toml"))?;
    let mut programs = listings_of(root, package)?;
    programs.extend(weather_stages_of(root, package)?);
    // A program that no page shows comes last; a test names it.
    programs.sort_by_key(|program| {
        let place = order.iter().position(|name| *name == program.name);
        (place.unwrap_or(usize::MAX), program.name.clone())
    });
    let mut tables = ArrayOfTables::new();
    for program in programs {
        let mut table = Table::new();
        table.set_position(Some(LAST_POSITION));
        table.insert("name", value(program.name));
        table.insert("path", value(to_manifest_path(&program.path)));
        if tables.is_empty() {
            table.decor_mut().set_prefix(GENERATED_COMMENT);
        }
        tables.push(table);
    }
    manifest.document.remove("example");
    manifest
        .document
        .insert("example", Item::ArrayOfTables(tables));
    Ok(manifest)
}

/// A program of a chapter.
struct Program {
    name: String,
    /// Relative to the chapter's package.
    path: PathBuf,
}

impl Program {
    fn new(path: PathBuf) -> Option<Self> {
        let name = path.file_stem()?.to_str()?.to_owned();
        Some(Program { name, path })
    }
}

/// The programs in the package's folder and in those below it.
fn listings_of(root: &Path, package: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for name in list_entries(&root.join(package).join(&folder))? {
            let path = folder.join(name);
            if root.join(package).join(&path).is_dir() {
                if !path.ends_with(BROKEN_FOLDER) {
                    folders.push(path);
                }
            } else if is_rust(&path) {
                programs.extend(Program::new(path));
            }
        }
    }
    Ok(programs)
}

/// The stages of the weather service that bear the chapter's name:
/// `examples/ch01_waiting.rs` is one of `listings/ch01-waiting`.
fn weather_stages_of(root: &Path, package: &Path) -> Result<Vec<Program>> {
    let examples = root.join("examples");
    if !examples.is_dir() {
        return Ok(Vec::new());
    }
    let slug = package.file_name().unwrap_or_default().to_string_lossy();
    let is_stage = |path: &PathBuf| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        is_rust(path) && stem.replace('_', "-") == slug
    };
    let stages = list_entries(&examples)?.into_iter().filter(is_stage);
    let in_package = |path| Path::new("../../examples").join(path);
    Ok(stages.map(in_package).filter_map(Program::new).collect())
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn list_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let describe = || format!("folder `{}`", folder.display());
    fs::read_dir(folder)
        .with_context(describe)?
        .map(|entry| Ok(PathBuf::from(entry?.file_name())))
        .collect()
}
