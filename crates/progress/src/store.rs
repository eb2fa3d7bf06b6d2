//! The progress file: read and written under a lock, and replaced as a whole,
//! so that neither a second writer nor a `kill -9` loses anything.

use super::Progress;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

const PROGRESS_FOLDER: &str = ".workbook";
const PROGRESS_FILE: &str = "progress.json";
const LOCK_FILE: &str = "progress.lock";
/// The start of the names of files that are being written.
const TEMPORARY_PREFIX: &str = "progress-part-";

/// Where the progress is kept.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// The progress, and what the reader has to know about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedProgress {
    pub progress: Progress,
    /// A damaged file that was set aside.
    pub damaged: Option<DamagedFile>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedFile {
    /// Where the file is now.
    pub moved_to: PathBuf,
    /// Why it cannot be read, with the line.
    pub reason: String,
}

impl LoadedProgress {
    /// Returns a sentence for the reader if a damaged file was set aside.
    pub fn notice(&self) -> Option<String> {
        let DamagedFile { moved_to, reason } = self.damaged.as_ref()?;
        let file = moved_to.display();
        Some(format!(
            "your progress could not be read ({reason}); the damaged file is \
             kept as `{file}`, and a new one was started; once mended, `cargo \
             run -- progress import {file}` adds what it holds"
        ))
    }
}

impl Store {
    /// In `.workbook/` below the book's root.
    pub fn in_root(root: &Path) -> Store {
        Store {
            folder: root.join(PROGRESS_FOLDER),
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join(PROGRESS_FILE)
    }

    /// Returns the folder, which also has the reader's backups.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Loads the progress; without a file, it is empty.
    pub fn load(&self) -> Result<LoadedProgress> {
        if !self.path().exists() {
            return Ok(LoadedProgress::default());
        }
        let _lock = self.lock()?;
        self.read()
    }

    /// Applies the change to what is stored *now*, and returns the result.
    pub fn update(
        &self,
        change: impl FnOnce(&mut Progress),
    ) -> Result<LoadedProgress> {
        let _lock = self.lock()?;
        self.remove_temporary_files();
        let mut loaded = self.read()?;
        let before = loaded.progress.clone();
        change(&mut loaded.progress);
        if loaded.progress != before {
            self.write(&loaded.progress)?;
        }
        Ok(loaded)
    }

    /// Starts again, and returns the file that keeps the old progress.
    pub fn reset(&self) -> Result<Option<PathBuf>> {
        let _lock = self.lock()?;
        if self.path().exists() {
            self.set_aside("before-reset").map(Some)
        } else {
            Ok(None)
        }
    }

    /// Waits for the lock. The system releases it when the file is closed,
    /// also if this process is killed.
    fn lock(&self) -> Result<File> {
        let name = || format!("folder `{}`", self.folder.display());
        create_private_folder(&self.folder).with_context(name)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join(LOCK_FILE))
            .with_context(name)?;
        file.lock().with_context(name)?;
        Ok(file)
    }

    fn read(&self) -> Result<LoadedProgress> {
        let path = self.path();
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(LoadedProgress::default());
            }
            read => read.with_context(|| format!("`{}`", path.display()))?,
        };
        let text = String::from_utf8_lossy(&bytes);
        match Progress::parse(&text) {
            Ok(progress) => Ok(LoadedProgress {
                progress,
                damaged: None,
            }),
            // A newer workbook's file is not damaged: leave it alone.
            Err(error) if is_newer_format(&text) => {
                bail!("`{}`: {error:#}; update this one", path.display())
            }
            Err(error) => Ok(LoadedProgress {
                progress: Progress::default(),
                damaged: Some(DamagedFile {
                    moved_to: self.set_aside("damaged")?,
                    reason: error.root_cause().to_string(),
                }),
            }),
        }
    }

    /// Renames the file to a name that is free.
    fn set_aside(&self, reason: &str) -> Result<PathBuf> {
        let names = (1..).map(|n| format!("progress.{reason}-{n}.json"));
        let mut places = names.map(|name| self.folder.join(name));
        let place = places.find(|place| !place.exists());
        let place = place.context("no name is free")?;
        fs::rename(self.path(), &place)
            .with_context(|| format!("`{}`", place.display()))?;
        Ok(place)
    }

    fn write(&self, progress: &Progress) -> Result<()> {
        // A link, perhaps into a synchronized folder, stays a link.
        let path = fs::canonicalize(self.path()).unwrap_or(self.path());
        let name = || format!("`{}` cannot be written", path.display());
        let folder = path.parent().unwrap_or(&self.folder);
        let mut part = tempfile::Builder::new()
            .prefix(TEMPORARY_PREFIX)
            .tempfile_in(folder)
            .with_context(name)?;
        part.write_all(progress.to_json()?.as_bytes())
            .with_context(name)?;
        part.as_file().sync_all().with_context(name)?;
        part.persist(&path).with_context(name)?;
        Ok(())
    }

    /// Removes the files of writers that were killed.
    fn remove_temporary_files(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten()
        {
            if entry
                .file_name()
                .to_string_lossy()
                .starts_with(TEMPORARY_PREFIX)
            {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Creates the folder where it is missing. Other users have no access to it.
fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn is_newer_format(json: &str) -> bool {
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    let value: Option<serde_json::Value> = serde_json::from_str(json).ok();
    let version = value.and_then(|value| value.get("v")?.as_f64());
    version.is_some_and(|version| version > super::VERSION as f64)
}

#[cfg(test)]
mod tests;
