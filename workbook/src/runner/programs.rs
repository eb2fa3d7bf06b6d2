//! The programs that were compiled, kept by all that could change them. At
//! most so many are kept; those unused for longest go.

use super::compile::{Text, program_in};
use super::event::Diagnostic;
use crate::toolchain::Rustc;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// What rustc said of a program, beside it.
const DIAGNOSTICS: &str = "diagnostics.json";
/// How the folders are called in which a compilation goes on.
const COMPILING: &str = "compiling-";
/// No compilation takes so long: its workbook was killed.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// The kept programs, a folder each.
#[derive(Debug, Clone)]
pub struct Programs {
    folder: PathBuf,
    most: usize,
    /// How many runs use each; these programs stay.
    in_use: Arc<Mutex<HashMap<String, usize>>>,
}

/// A kept program, which stays as long as this does.
#[derive(Debug)]
pub struct Kept {
    pub program: PathBuf,
    pub diagnostics: Vec<Diagnostic>,
    _in_use: InUse,
}

impl Programs {
    /// In `target/workbook/programs/`, where `target` is cargo's.
    pub fn open(target: &Path, most: usize) -> Result<Programs> {
        let folder = target.join("workbook").join("programs");
        fs::create_dir_all(&folder)
            .with_context(|| format!("folder `{}`", folder.display()))?;
        let programs = Programs {
            folder,
            most,
            in_use: Arc::default(),
        };
        programs.remove_forgotten();
        Ok(programs)
    }

    /// A folder to compile in.
    pub fn folder(&self) -> Result<TempDir> {
        tempfile::Builder::new()
            .prefix(COMPILING)
            .tempdir_in(&self.folder)
            .with_context(|| format!("folder in `{}`", self.folder.display()))
    }

    /// The program, if it has been kept.
    pub fn find(&self, key: &str, name: &str) -> Option<Kept> {
        let in_use = InUse::new(self, key);
        let folder = self.folder.join(key);
        let program = program_in(&folder, name);
        let diagnostics = fs::read_to_string(folder.join(DIAGNOSTICS)).ok()?;
        let diagnostics = serde_json::from_str(&diagnostics).ok()?;
        if !program.is_file() {
            return None;
        }
        touch(&folder);
        Some(Kept {
            program,
            diagnostics,
            _in_use: in_use,
        })
    }

    /// Keeps the program that was compiled in `folder`.
    pub fn keep(
        &self,
        key: &str,
        folder: TempDir,
        name: &str,
        diagnostics: &[Diagnostic],
    ) -> Result<Kept> {
        let json = serde_json::to_string(diagnostics)?;
        fs::write(folder.path().join(DIAGNOSTICS), json)?;
        let _ = fs::remove_file(folder.path().join(format!("{name}.rs")));
        let _in_use = InUse::new(self, key);
        let place = self.folder.join(key);
        // Another run may have been faster; its program is as good.
        if fs::rename(folder.path(), &place).is_ok() {
            let _ = folder.keep();
        }
        self.remove_surplus();
        self.find(key, name)
            .context("the compiled program is gone; run it once more")
    }

    /// All programs that are kept, those used last first.
    fn by_use(&self) -> Vec<(SystemTime, PathBuf)> {
        let mut all: Vec<_> = folders_in(&self.folder)
            .filter(|(_, folder)| !is_compiling(folder))
            .collect();
        all.sort_by(|a, b| b.cmp(a));
        all
    }

    fn remove_surplus(&self) {
        let users = lock(&self.in_use);
        for (_, folder) in self.by_use().into_iter().skip(self.most) {
            let key = folder.file_name().and_then(|name| name.to_str());
            if key.is_some_and(|key| !users.contains_key(key)) {
                let _ = fs::remove_dir_all(folder);
            }
        }
    }

    /// What workbooks that were killed have left.
    fn remove_forgotten(&self) {
        let old = SystemTime::now() - FORGOTTEN;
        for (used, folder) in folders_in(&self.folder) {
            if is_compiling(&folder) && used < old {
                let _ = fs::remove_dir_all(folder);
            }
        }
    }
}

fn folders_in(folder: &Path) -> impl Iterator<Item = (SystemTime, PathBuf)> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
        })
}

fn is_compiling(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(COMPILING))
}

/// The folder's time is when it was used last.
fn touch(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.set_modified(SystemTime::now());
    }
}

/// The program's name for the time of a run, so that it stays.
#[derive(Debug)]
struct InUse {
    users: Arc<Mutex<HashMap<String, usize>>>,
    key: String,
}

impl InUse {
    fn new(programs: &Programs, key: &str) -> InUse {
        *lock(&programs.in_use).entry(key.to_owned()).or_default() += 1;
        InUse {
            users: programs.in_use.clone(),
            key: key.to_owned(),
        }
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        let mut users = lock(&self.users);
        if let Some(count) = users.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                users.remove(&self.key);
            }
        }
    }
}

type Users = HashMap<String, usize>;

fn lock(users: &Mutex<Users>) -> MutexGuard<'_, Users> {
    users.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All that could change the program, as one number. Fails where a crate's
/// file is gone.
pub fn key(
    rustc: &Rustc,
    text: Text<'_>,
    crates: &[(String, PathBuf)],
) -> Result<String> {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    add(env!("CARGO_PKG_VERSION").as_bytes());
    add(rustc.version.as_bytes());
    add(text.name.as_bytes());
    add(text.source.as_bytes());
    for (name, library) in crates {
        let built = fs::metadata(library).and_then(|m| m.modified());
        let built = built.with_context(|| {
            format!(
                "the compiled crate `{name}` is gone; end the workbook and \
                 start it again"
            )
        })?;
        let built = built.duration_since(SystemTime::UNIX_EPOCH)?;
        add(library.as_os_str().as_encoded_bytes());
        add(&built.as_nanos().to_le_bytes());
    }
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(programs: &Programs, key: &str) -> Kept {
        let folder = programs.folder().unwrap();
        fs::write(program_in(folder.path(), "a"), "").unwrap();
        let kept = programs.keep(key, folder, "a", &[]).unwrap();
        // The next one is younger, however coarse the file system's clock.
        std::thread::sleep(Duration::from_millis(10));
        kept
    }

    #[test]
    fn the_program_unused_for_longest_goes_but_none_that_runs() {
        let target = tempfile::tempdir().unwrap();
        let programs = Programs::open(target.path(), 2).unwrap();
        let running = keep(&programs, "first");
        for key in ["second", "third", "fourth"] {
            drop(keep(&programs, key));
        }
        assert!(running.program.is_file());
        assert!(programs.find("second", "a").is_none());
        assert!(programs.find("third", "a").is_some());
        assert!(programs.find("fourth", "a").is_some());
        drop(running);
        drop(keep(&programs, "fifth"));
        assert!(programs.find("first", "a").is_none());
    }

    #[test]
    fn a_text_a_name_and_a_compiler_make_another_key() {
        let rustc = |version: &str| Rustc {
            program: "rustc".into(),
            version: version.into(),
        };
        let key = |version, name, source| {
            let crates = &[];
            let text = Text {
                name,
                source,
                crates,
            };
            key(&rustc(version), text, &[]).unwrap()
        };
        let first = key("1.95", "a", "fn main() {}");
        assert_eq!(first.len(), 64);
        assert_eq!(first, key("1.95", "a", "fn main() {}"));
        assert_ne!(first, key("1.96", "a", "fn main() {}"));
        assert_ne!(first, key("1.95", "b", "fn main() {}"));
        assert_ne!(first, key("1.95", "a", "fn main() { }"));
    }
}
