//! The workspace in which the crates of recorded programs are built.
//!
//! It is written to `target/recorded`. Each chapter has a package there, and
//! so do the exercises, with the dependencies of the book's own package.
//! `[patch.crates-io]` takes tokio from an instrumented copy. So all crates of
//! a recorded program, also those that are built on tokio, use one tokio. The
//! copy has the version of the book's lockfile, or nothing is built.

mod manifests;
mod metadata;

use crate::artifacts::{Artifacts, key_value_argument};
use crate::cargo::{CargoBuild, build_in_terminal};
use anyhow::{Context, Result, bail, ensure};
use manifests::{
    example_name, package_manifest, read_file, workspace_manifest,
};
use metadata::{LockedTokio, Metadata};
use serde::Deserialize;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The folder of the recorder's crates, below the book's root.
pub const RECORDER_FOLDER: &str = "recorder";
/// The folder of the exercises' package, below the book's root, and the name
/// of that package.
pub const EXERCISES_PACKAGE: &str = "exercises";
/// The one that records.
const PROBE_FOLDER: &str = "probe";
/// What the linker must find, so that programs without tokio are recorded.
const PROBE_SYMBOL: &str = "workbook_probe_begin";

/// The workspace, as it was written for the book as it is now.
#[derive(Debug)]
pub struct RecordedWorkspace {
    folder: PathBuf,
    tokio: LockedTokio,
}

impl RecordedWorkspace {
    /// Writes the workspace of the book in `root`, with the crates in the
    /// folder `recorder`: what has changed since the last time, and nothing
    /// else, so that cargo builds nothing anew.
    pub fn write(
        root: &Path,
        slugs: &[String],
        recorder: &Path,
    ) -> Result<Self> {
        let probe = recorder.join(PROBE_FOLDER);
        ensure!(
            probe.join("Cargo.toml").is_file(),
            "there is no `{}`",
            probe.display()
        );
        let metadata = Metadata::read(root)?;
        let tokio = metadata.locked_tokio()?;
        let target = metadata.target_directory.join("recorded");
        // The runner, a recorded test and another workbook may write at the
        // same time.
        let _lock = lock_folder(&target)?;
        let copy = target.join(format!("tokio-{}", tokio.version));
        copy_tokio(&tokio, &copy, &probe)?;
        let folder = target.join("workspace");
        let packages = packages(root, slugs);
        write_if_changed(
            &folder.join("Cargo.toml"),
            &workspace_manifest(root, &packages, &copy)?,
        )?;
        for (name, source) in &packages {
            let dir = folder.join(name);
            write_if_changed(
                &dir.join("Cargo.toml"),
                &package_manifest(source, &probe)?,
            )?;
            write_if_changed(&dir.join("main.rs"), "fn main() {}\n")?;
        }
        let this = RecordedWorkspace { folder, tokio };
        this.copy_lockfile(root)?;
        Ok(this)
    }

    /// Where cargo builds.
    pub fn target_folder(&self) -> PathBuf {
        self.folder.with_file_name("build")
    }

    /// Returns the build of the crates of a package: a chapter's slug, or
    /// [`EXERCISES_PACKAGE`].
    pub fn cargo_build<'a>(
        &'a self,
        package: &str,
        workbook_program: &'a Path,
    ) -> CargoBuild<'a> {
        let arguments = self.cargo_arguments(package);
        CargoBuild::with_arguments(&self.folder, workbook_program, arguments)
    }

    /// Builds a chapter's crates without a supervisor. Cargo's messages go to
    /// standard error.
    pub fn build_in_terminal(&self, slug: &str) -> Result<Artifacts> {
        build_in_terminal(&self.folder, self.cargo_arguments(slug))
    }

    /// The crates of every package are built with the same features.
    fn cargo_arguments(&self, package: &str) -> Vec<OsString> {
        vec![
            "--offline".into(),
            key_value_argument("--target-dir=", &self.target_folder()),
            "--example".into(),
            example_name(package).into(),
        ]
    }

    /// The arguments with which rustc links the probe into a program, also into
    /// one that does not use tokio.
    ///
    /// Fails where cargo did not build against the copy: the program would not
    /// be recorded.
    pub fn link_arguments(
        &self,
        artifacts: &Artifacts,
    ) -> Result<Vec<OsString>> {
        self.check_lockfile()?;
        let mut arguments = Vec::new();
        for name in ["probe", "recorder_events", "libc"] {
            let library = artifacts.library(name).with_context(|| {
                format!("cargo built no `{name}` for recorded programs")
            })?;
            let (folder, file) = library
                .parent()
                .zip(library.file_name())
                .context("a library without a folder")?;
            arguments.extend([
                "-L".into(),
                key_value_argument("native=", folder),
                "-l".into(),
                key_value_argument(
                    "static:-bundle,+verbatim=",
                    Path::new(file),
                ),
            ]);
        }
        let symbol = format!("-Clink-arg=-Wl,--undefined={PROBE_SYMBOL}");
        arguments.push(symbol.into());
        Ok(arguments)
    }

    /// Cargo adapts its lockfile to the copy. It begins with the book's, and
    /// anew when that has changed.
    fn copy_lockfile(&self, root: &Path) -> Result<()> {
        let book = read_file(&root.join("Cargo.lock"))?;
        let copied = self.folder.join("Cargo.lock.book");
        if fs::read_to_string(&copied).is_ok_and(|text| text == book) {
            return Ok(());
        }
        write_if_changed(&self.folder.join("Cargo.lock"), &book)?;
        write_if_changed(&copied, &book)
    }

    /// Whether the crates were built with the copy of tokio, and no other.
    fn check_lockfile(&self) -> Result<()> {
        let file = self.folder.join("Cargo.lock");
        let lock: Lockfile = toml::from_str(&read_file(&file)?)?;
        let found: Vec<_> =
            lock.package.iter().filter(|p| p.name == "tokio").collect();
        let is_copy = |package: &LockedPackage| {
            package.source.is_none() && package.version == self.tokio.version
        };
        match found[..] {
            // A chapter without tokio has none.
            [] => Ok(()),
            [only] if is_copy(only) => Ok(()),
            _ => bail!(
                "recorded programs must be built with tokio {} and no other, \
                 but `{}` names {} of them; remove that file, or update the \
                 book's `Cargo.lock`",
                self.tokio.version,
                file.display(),
                found.len()
            ),
        }
    }
}

/// The name and the source folder of each package: the chapters, and the
/// exercises if the book has any.
fn packages(root: &Path, slugs: &[String]) -> Vec<(String, PathBuf)> {
    let listings = root.join("listings");
    let chapters = slugs.iter().map(|slug| (slug.clone(), listings.join(slug)));
    let mut packages: Vec<_> = chapters.collect();
    let exercises = root.join(EXERCISES_PACKAGE);
    if exercises.join("Cargo.toml").is_file() {
        packages.push((EXERCISES_PACKAGE.to_owned(), exercises));
    }
    packages
}

/// The copy is made anew when the edits or tokio have changed, or the book's
/// folder has another name: the copy's manifest has the path of the probe.
fn copy_tokio(tokio: &LockedTokio, copy: &Path, probe: &Path) -> Result<()> {
    let stamp = copy.join("instrumented");
    let (source, probe_path) = (tokio.source_folder.display(), probe.display());
    let hash = instrument::edits_hash();
    let expected = format!("{source}\n{probe_path}\n{hash:x}\n");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == expected) {
        return Ok(());
    }
    instrument::copy_tokio(&tokio.source_folder, copy, probe)?;
    write_if_changed(&stamp, &expected)
}

/// Waits until no other process or thread has locked the folder. The lock ends
/// when the file is dropped.
fn lock_folder(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let error = || format!("`{}` cannot be locked", path.display());
    fs::create_dir_all(folder).with_context(error)?;
    let file = File::create(&path).with_context(error)?;
    file.lock().with_context(error)?;
    Ok(file)
}

/// Writes a file unless it has this text already.
fn write_if_changed(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let error = || format!("`{}` cannot be written", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(error)?;
    }
    fs::write(path, text).with_context(error)
}

#[derive(Deserialize)]
struct Lockfile {
    #[serde(default)]
    package: Vec<LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    name: String,
    version: String,
    source: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml::Table;

    const EXERCISES_TOML: &str = "bin = [{ name = \"a\", path = \"a.rs\" }]\n\
        [package]\nname = \"exercises\"\nedition = \"2024\"\n\
        [lib]\npath = \"lib.rs\"\n[workspace]\n\
        [dependencies]\nfour = { path = \"four\" }\n\
        [profile.dev.package.\"*\"]\ndebug = false\n";

    #[test]
    fn a_locked_folder_blocks_a_second_lock() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock_folder(&folder.path().join("recorded")).unwrap();
        let second = File::open(folder.path().join("recorded/lock")).unwrap();
        assert!(second.try_lock().is_err());
        drop(first);
        second.try_lock().unwrap();
    }

    #[test]
    fn the_exercises_are_a_package_like_a_chapter() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let slugs = ["ch01".to_owned()];
        assert_eq!(packages(root, &slugs).len(), 1);

        let file = root.join("exercises/Cargo.toml");
        write_if_changed(&file, EXERCISES_TOML).unwrap();
        let (name, folder) = packages(root, &slugs).pop().unwrap();
        assert_eq!(name, EXERCISES_PACKAGE);
        let manifest = package_manifest(&folder, Path::new("/probe")).unwrap();
        let manifest: Table = toml::from_str(&manifest).unwrap();
        let sections: Vec<&String> = manifest.keys().collect();
        assert_eq!(sections, ["dependencies", "example", "package"]);
        let program = manifest["example"][0]["name"].as_str();
        assert_eq!(program, Some("crates-of-exercises"));
        let path = manifest["dependencies"]["four"]["path"].as_str();
        assert_eq!(path.map(Path::new), Some(&*folder.join("four")));
    }
}
