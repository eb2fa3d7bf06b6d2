//! The file of the progress: read and written under a lock, and replaced
//! whole, so that neither a second writer nor a `kill -9` loses anything.

use super::Progress;
use super::lock::Lock;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const FOLDER: &str = ".workbook";
const FILE: &str = "progress.json";
const LOCK: &str = "progress.lock";
/// How files are called that are not whole yet.
const PART: &str = "progress-part-";

/// Where the progress is kept.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// The progress, and what the reader has to know about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    pub progress: Progress,
    /// A damaged file was set aside: where it is now.
    pub set_aside: Option<PathBuf>,
}

impl Loaded {
    /// What to tell the reader, if anything.
    pub fn notice(&self) -> Option<String> {
        let file = self.set_aside.as_ref()?.display();
        Some(format!(
            "your progress could not be read; the damaged file is kept as \
             `{file}`, and a new one is begun"
        ))
    }
}

impl Store {
    /// In `.workbook/` below the book's root.
    pub fn of(root: &Path) -> Store {
        Store {
            folder: root.join(FOLDER),
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// A folder for what else is the reader's own.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is there; without a file, nothing has been done yet.
    pub fn load(&self) -> Result<Loaded> {
        if !self.path().exists() {
            return Ok(Loaded::default());
        }
        let _lock = self.lock()?;
        self.read()
    }

    /// Changes what is there *now*, and gives it.
    pub fn update(&self, change: impl FnOnce(&mut Progress)) -> Result<Loaded> {
        let _lock = self.lock()?;
        self.remove_parts();
        let mut loaded = self.read()?;
        let before = loaded.progress.clone();
        change(&mut loaded.progress);
        if loaded.progress != before {
            self.write(&loaded.progress)?;
        }
        Ok(loaded)
    }

    /// Begins anew; gives the file that keeps what was there.
    pub fn reset(&self) -> Result<Option<PathBuf>> {
        let _lock = self.lock()?;
        match self.path().exists() {
            true => self.set_aside("before-reset").map(Some),
            false => Ok(None),
        }
    }

    fn lock(&self) -> Result<Lock> {
        let name = || format!("folder `{}`", self.folder.display());
        fs::create_dir_all(&self.folder).with_context(name)?;
        Lock::take(&self.folder.join(LOCK)).with_context(name)
    }

    fn read(&self) -> Result<Loaded> {
        let path = self.path();
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Loaded::default());
            }
            read => read.with_context(|| format!("`{}`", path.display()))?,
        };
        let text = String::from_utf8_lossy(&bytes);
        match Progress::parse(&text) {
            Ok(progress) => Ok(Loaded {
                progress,
                set_aside: None,
            }),
            // It is not damaged, and it is not ours to replace.
            Err(error) if is_newer(&text) => {
                bail!("`{}`: {error:#}; update this one", path.display())
            }
            Err(_) => Ok(Loaded {
                progress: Progress::default(),
                set_aside: Some(self.set_aside("damaged")?),
            }),
        }
    }

    /// Under a name that nothing has yet.
    fn set_aside(&self, why: &str) -> Result<PathBuf> {
        let names = (1..).map(|n| format!("progress.{why}-{n}.json"));
        let mut places = names.map(|name| self.folder.join(name));
        let place = places.find(|place| !place.exists());
        let place = place.context("no name is free")?;
        fs::rename(self.path(), &place)
            .with_context(|| format!("`{}`", place.display()))?;
        Ok(place)
    }

    fn write(&self, progress: &Progress) -> Result<()> {
        let path = self.path();
        let name = || format!("`{}` cannot be written", path.display());
        let mut part = tempfile::Builder::new()
            .prefix(PART)
            .tempfile_in(&self.folder)
            .with_context(name)?;
        part.write_all(progress.text()?.as_bytes())
            .with_context(name)?;
        part.as_file().sync_all().with_context(name)?;
        part.persist(&path).with_context(name)?;
        Ok(())
    }

    /// What writers have left that were killed.
    fn remove_parts(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten()
        {
            if entry.file_name().to_string_lossy().starts_with(PART) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn is_newer(text: &str) -> bool {
    let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let version = value.and_then(|value| value.get("v")?.as_u64());
    version.is_some_and(|version| version > super::VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Deed;

    fn store() -> (tempfile::TempDir, Store) {
        let root = tempfile::tempdir().unwrap();
        let store = Store::of(root.path());
        (root, store)
    }

    fn note(store: &Store, name: &str) -> Loaded {
        store
            .update(|progress| progress.note(Deed::Run, name, "aa"))
            .unwrap()
    }

    #[test]
    fn reading_writes_nothing() {
        let (root, store) = store();
        assert_eq!(store.load().unwrap(), Loaded::default());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_noted_is_there_again() {
        let (_root, store) = store();
        note(&store, "two_waits");
        let loaded = store.load().unwrap();
        assert!(loaded.progress.has(Deed::Run, "two_waits", "aa"));
        assert_eq!(loaded.notice(), None);
    }

    #[test]
    fn a_damaged_file_is_set_aside_with_its_bytes() {
        let (_root, store) = store();
        note(&store, "two_waits");
        let damages: [&[u8]; 4] =
            [b"{\"v\":1,\"run\":{", b"", b"\xff\xfe", b"[]"];
        for damage in damages {
            fs::write(store.path(), damage).unwrap();
            let loaded = note(&store, "waiting_line");
            let aside = loaded.set_aside.clone().unwrap();
            assert_eq!(fs::read(&aside).unwrap(), damage);
            let notice = loaded.notice().unwrap();
            assert!(notice.contains(&aside.display().to_string()), "{notice}");
            let now = store.load().unwrap();
            assert!(now.progress.has(Deed::Run, "waiting_line", "aa"));
            assert_eq!(now.set_aside, None);
        }
        let is_aside = |e: &fs::DirEntry| {
            e.file_name().to_string_lossy().contains("damaged")
        };
        let entries = fs::read_dir(store.folder()).unwrap().flatten();
        assert_eq!(entries.filter(is_aside).count(), 4);
    }

    #[test]
    fn a_newer_file_is_neither_read_nor_replaced() {
        let (_root, store) = store();
        note(&store, "a");
        let newer = "{\"v\":2,\"run\":[\"another form\"]}";
        fs::write(store.path(), newer).unwrap();
        let error = store.update(|_| {}).unwrap_err().to_string();
        assert!(error.contains("progress.json"), "{error}");
        assert_eq!(fs::read_to_string(store.path()).unwrap(), newer);
    }

    #[test]
    fn a_reset_keeps_what_was_there() {
        let (_root, store) = store();
        assert_eq!(store.reset().unwrap(), None);
        note(&store, "two_waits");
        let kept = store.reset().unwrap().unwrap();
        assert!(fs::read_to_string(kept).unwrap().contains("two_waits"));
        assert_eq!(store.load().unwrap(), Loaded::default());
    }
}
