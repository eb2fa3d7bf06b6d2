//! The instrumented copy of tokio.

use crate::apply::apply_edit;
use crate::edit::{self, Edit};
use crate::{Mismatch, all_edits};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(
        "tokio's source has changed: {} of the recorder's anchors do not \
         match; change them in `crates/instrument/edits`:\n{}",
        .0.len(),
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    )]
    Mismatches(Vec<Mismatch>),
    #[error("the manifest of tokio has no `{0}`")]
    Manifest(&'static str),
    #[error("`{}`: {error}", .path.display())]
    File { path: PathBuf, error: io::Error },
}

/// Changes whenever a copy would differ.
pub fn edits_hash() -> u64 {
    let mut hasher = DefaultHasher::new();
    edit::edit_file_texts()
        .chain(HASHED_SOURCES)
        .for_each(|text| text.hash(&mut hasher));
    hasher.finish()
}

/// What decides how the edits are applied.
const HASHED_SOURCES: [&str; 4] = [
    include_str!("apply.rs"),
    include_str!("block.rs"),
    include_str!("copy.rs"),
    include_str!("signature.rs"),
];

/// Cargo hides the warnings of a registry's crate, but not of a local one.
const ALLOW_WARNINGS: &str = "#![allow(warnings)]\n";

/// Copies the source of tokio to `target_folder`, edits it, and makes it depend
/// on the crate in `probe_folder`. Replaces what was there before.
pub fn copy_tokio(
    tokio_folder: &Path,
    target_folder: &Path,
    probe_folder: &Path,
) -> Result<(), CopyError> {
    let edited = edit_files(tokio_folder, &all_edits())?;
    let manifest =
        edit_manifest(&read(&tokio_folder.join("Cargo.toml"))?, probe_folder)?;
    if target_folder.exists() {
        fs::remove_dir_all(target_folder)
            .map_err(with_file_path(target_folder))?;
    }
    copy_folder(&tokio_folder.join("src"), &target_folder.join("src"))?;
    for (file, text) in edited {
        write(&target_folder.join("src").join(file), &text)?;
    }
    let crate_root = target_folder.join("src/lib.rs");
    let text = format!("{ALLOW_WARNINGS}{}", read(&crate_root)?);
    write(&crate_root, &text)?;
    write(&target_folder.join("Cargo.toml"), &manifest)
}

/// The texts of all edited files, or every anchor that does not match.
fn edit_files(
    tokio_folder: &Path,
    edits: &[Edit],
) -> Result<BTreeMap<String, String>, CopyError> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut mismatches = Vec::new();
    for edit in edits {
        for file in &edit.files {
            let result = match files.get_mut(file) {
                Some(lines) => apply_edit(lines, edit),
                None => match read(&tokio_folder.join("src").join(file)) {
                    Ok(text) => {
                        let lines = text.lines().map(str::to_owned);
                        let lines = files
                            .entry(file.clone())
                            .or_insert(lines.collect());
                        apply_edit(lines, edit)
                    }
                    Err(error) => Err(error.to_string()),
                },
            };
            if let Err(reason) = result {
                let anchor = edit.anchor_name(file);
                mismatches.push(Mismatch { anchor, reason });
            }
        }
    }
    if !mismatches.is_empty() {
        return Err(CopyError::Mismatches(mismatches));
    }
    let text = |lines: Vec<String>| lines.join("\n") + "\n";
    Ok(files.into_iter().map(|(file, l)| (file, text(l))).collect())
}

/// Tokio's manifest with the probe, and without targets that are not copied.
fn edit_manifest(
    manifest_text: &str,
    probe_folder: &Path,
) -> Result<String, CopyError> {
    const NEXT_SECTION: &str = "[dependencies.pin-project-lite]";
    let mut kept = String::new();
    let mut is_kept = true;
    for line in manifest_text.lines() {
        if line.starts_with('[') {
            let left_out = ["[[test]]", "[[bench]]", "[[example]]"];
            is_kept = !left_out.contains(&line);
        }
        if line == NEXT_SECTION {
            let probe_path = probe_folder.display();
            kept += &format!("[dependencies.probe]\npath = '{probe_path}'\n\n");
        }
        if is_kept {
            kept += &format!("{line}\n");
        }
    }
    if kept.contains("[dependencies.probe]") {
        Ok(kept)
    } else {
        Err(CopyError::Manifest(NEXT_SECTION))
    }
}

fn copy_folder(
    source_folder: &Path,
    target_folder: &Path,
) -> Result<(), CopyError> {
    fs::create_dir_all(target_folder).map_err(with_file_path(target_folder))?;
    for entry in
        fs::read_dir(source_folder).map_err(with_file_path(source_folder))?
    {
        let entry = entry.map_err(with_file_path(source_folder))?;
        let (path, target_folder) =
            (entry.path(), target_folder.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target_folder)?;
        } else {
            write(&target_folder, &read(&path)?)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, CopyError> {
    fs::read_to_string(path).map_err(with_file_path(path))
}

fn write(path: &Path, text: &str) -> Result<(), CopyError> {
    fs::write(path, text).map_err(with_file_path(path))
}

fn with_file_path(path: &Path) -> impl FnOnce(io::Error) -> CopyError + '_ {
    |error| CopyError::File {
        path: path.to_owned(),
        error,
    }
}
