//! The programs that were compiled, found again by a key made of everything
//! that could change them. When there are too many, those that were not used
//! for the longest time are removed.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use supervise::ScratchFolder;
use toolchain::{CompileUnit, Diagnostic, Rustc, program_path};

/// The file with a program's warnings, beside the program.
const DIAGNOSTICS_FILE: &str = "diagnostics.json";
/// The prefix of the folders in which rustc works. Earlier workbooks had them
/// among the cached programs.
const WORK_FOLDER_PREFIX: &str = "compiling-";

/// The cached programs, one folder for each.
#[derive(Debug, Clone)]
pub struct BuildCache {
    folder: PathBuf,
    max_programs: usize,
    /// The number of runs that use each program; these programs stay.
    use_counts: Arc<Mutex<UseCounts>>,
}

/// A cached program, which is not removed while this value exists.
#[derive(Debug)]
pub struct CachedProgram {
    pub path: PathBuf,
    pub diagnostics: Vec<Diagnostic>,
    _in_use: UseGuard,
}

impl BuildCache {
    /// Opens the cache in `target/workbook/programs/`, where `target_folder` is
    /// cargo's folder.
    pub fn open(target_folder: &Path, capacity: usize) -> Result<BuildCache> {
        let folder = target_folder.join("workbook").join("programs");
        fs::create_dir_all(&folder)
            .with_context(|| format!("folder `{}`", folder.display()))?;
        restrict_to_owner(&folder)
            .with_context(|| format!("folder `{}`", folder.display()))?;
        for (_, left) in folders_in(&folder) {
            if is_work_folder(&left) {
                let _ = fs::remove_dir_all(left);
            }
        }
        Ok(BuildCache {
            folder,
            max_programs: capacity,
            use_counts: Arc::default(),
        })
    }

    /// Creates a folder to compile in, among the temporary files of this
    /// workbook.
    pub fn create_work_folder() -> Result<ScratchFolder> {
        supervise::create_scratch_folder(WORK_FOLDER_PREFIX)
            .context("a temporary folder could not be created")
    }

    /// Finds a program, and notes that it was used.
    pub fn find(&self, key: &str, program_name: &str) -> Option<CachedProgram> {
        let in_use = UseGuard::new(self, key);
        let folder = self.folder.join(key);
        let path = program_path(&folder, program_name);
        let diagnostics =
            fs::read_to_string(folder.join(DIAGNOSTICS_FILE)).ok()?;
        let diagnostics = serde_json::from_str(&diagnostics).ok()?;
        if !path.is_file() {
            return None;
        }
        mark_as_used(&folder);
        Some(CachedProgram {
            path,
            diagnostics,
            _in_use: in_use,
        })
    }

    /// Moves the program that was compiled in `work` into the cache, and
    /// creates the cache's folder where it has been removed.
    pub fn insert(
        &self,
        key: &str,
        work: &ScratchFolder,
        program_name: &str,
        diagnostics: &[Diagnostic],
    ) -> Result<CachedProgram> {
        let json = serde_json::to_string(diagnostics)?;
        fs::write(work.path().join(DIAGNOSTICS_FILE), json)?;
        let _in_use = UseGuard::new(self, key);
        let folder = self.folder.join(key);
        fs::create_dir_all(&folder)?;
        let program = program_path(work.path(), program_name);
        move_file(&program, &program_path(&folder, program_name))?;
        // The last one, since a program without this file is not found.
        move_file(
            &work.path().join(DIAGNOSTICS_FILE),
            &folder.join(DIAGNOSTICS_FILE),
        )?;
        self.remove_least_recently_used();
        self.find(key, program_name)
            .context("the compiled program has been removed; run it again")
    }

    /// All cached programs, the most recently used first.
    fn most_recently_used_first(&self) -> Vec<(SystemTime, PathBuf)> {
        let mut folders: Vec<_> = folders_in(&self.folder).collect();
        folders.sort_by(|a, b| b.cmp(a));
        folders
    }

    fn remove_least_recently_used(&self) {
        let use_counts = lock_use_counts(&self.use_counts);
        let folders = self.most_recently_used_first();
        for (_, folder) in folders.into_iter().skip(self.max_programs) {
            let key = folder.file_name().and_then(|name| name.to_str());
            if key.is_some_and(|key| !use_counts.contains_key(key)) {
                let _ = fs::remove_dir_all(folder);
            }
        }
    }
}

/// Moves a file, also to another file system. Another workbook may do the same
/// at this time, and its file is the same.
fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    let part = to.with_extension(format!("{}.part", std::process::id()));
    fs::copy(from, &part)?;
    fs::rename(&part, to)
}

/// Keeps other users out of the folder, since its programs are made of what
/// the reader has written.
fn restrict_to_owner(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    let _ = folder;
    Ok(())
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

fn is_work_folder(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(WORK_FOLDER_PREFIX))
}

/// Sets the folder's time, which is that of its last use.
fn mark_as_used(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.set_modified(SystemTime::now());
    }
}

/// Counts a run as a user of the program for as long as this value exists.
#[derive(Debug)]
struct UseGuard {
    use_counts: Arc<Mutex<UseCounts>>,
    key: String,
}

impl UseGuard {
    fn new(cache: &BuildCache, key: &str) -> UseGuard {
        *lock_use_counts(&cache.use_counts)
            .entry(key.to_owned())
            .or_default() += 1;
        UseGuard {
            use_counts: cache.use_counts.clone(),
            key: key.to_owned(),
        }
    }
}

impl Drop for UseGuard {
    fn drop(&mut self) {
        let mut use_counts = lock_use_counts(&self.use_counts);
        if let Some(count) = use_counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                use_counts.remove(&self.key);
            }
        }
    }
}

type UseCounts = HashMap<String, usize>;

fn lock_use_counts(use_counts: &Mutex<UseCounts>) -> MutexGuard<'_, UseCounts> {
    use_counts.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A hash of everything that could change the program. Fails where a crate's
/// file has been removed.
pub fn cache_key(
    rustc: &Rustc,
    unit: CompileUnit<'_>,
    crates: &[(String, PathBuf)],
) -> Result<String> {
    let mut hash = Sha256::new();
    let mut add_part = |part: &[u8]| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    add_part(env!("CARGO_PKG_VERSION").as_bytes());
    add_part(rustc.version_output.as_bytes());
    add_part(unit.name.as_bytes());
    add_part(unit.source.as_bytes());
    for (name, library) in crates {
        let built = fs::metadata(library).and_then(|m| m.modified());
        let built = built.with_context(|| {
            format!(
                "the compiled crate `{name}` has been removed; end the \
                 workbook and start it again"
            )
        })?;
        let built = built.duration_since(SystemTime::UNIX_EPOCH)?;
        add_part(library.as_os_str().as_encoded_bytes());
        add_part(&built.as_nanos().to_le_bytes());
    }
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(cache: &BuildCache, key: &str) -> CachedProgram {
        let work = BuildCache::create_work_folder().unwrap();
        fs::write(program_path(work.path(), "a"), "").unwrap();
        let program = cache.insert(key, &work, "a", &[]).unwrap();
        // The next one is younger, however coarse the file system's clock.
        std::thread::sleep(std::time::Duration::from_millis(10));
        program
    }

    #[test]
    fn the_least_recently_used_program_is_removed_unless_it_runs() {
        let target = tempfile::tempdir().unwrap();
        let cache = BuildCache::open(target.path(), 2).unwrap();
        let running = insert(&cache, "first");
        for key in ["second", "third", "fourth"] {
            drop(insert(&cache, key));
        }
        assert!(running.path.is_file());
        assert!(cache.find("second", "a").is_none());
        assert!(cache.find("third", "a").is_some());
        assert!(cache.find("fourth", "a").is_some());
        drop(running);
        drop(insert(&cache, "fifth"));
        assert!(cache.find("first", "a").is_none());
    }

    #[test]
    fn a_cache_whose_folder_was_removed_creates_it_again() {
        let target = tempfile::tempdir().unwrap();
        let cache = BuildCache::open(target.path(), 2).unwrap();
        fs::remove_dir_all(target.path().join("workbook")).unwrap();
        insert(&cache, "first");
        assert!(cache.find("first", "a").is_some());
    }

    #[cfg(unix)]
    #[test]
    fn texts_are_compiled_where_other_users_cannot_read() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |folder: &Path| {
            fs::metadata(folder).unwrap().permissions().mode() & 0o777
        };
        let target = tempfile::tempdir().unwrap();
        let cache = BuildCache::open(target.path(), 2).unwrap();
        assert_eq!(mode(&cache.folder), 0o700);
        let work = BuildCache::create_work_folder().unwrap();
        assert_eq!(mode(work.path().parent().unwrap()), 0o700);
        assert!(!work.path().starts_with(target.path()));
    }

    #[test]
    fn programs_left_by_an_earlier_workbook_are_removed() {
        let target = tempfile::tempdir().unwrap();
        let cache = BuildCache::open(target.path(), 2).unwrap();
        let left = cache.folder.join("compiling-1");
        fs::create_dir(&left).unwrap();
        insert(&cache, "first");
        let cache = BuildCache::open(target.path(), 2).unwrap();
        assert!(!left.exists());
        assert!(cache.find("first", "a").is_some());
    }

    #[test]
    fn another_text_name_or_compiler_makes_another_key() {
        let rustc = |version: &str| Rustc {
            program: "rustc".into(),
            version_output: version.into(),
        };
        let key_of = |version, name, source| {
            let unit = CompileUnit {
                name,
                source,
                crate_arguments: &[],
            };
            cache_key(&rustc(version), unit, &[]).unwrap()
        };
        let first = key_of("1.95", "a", "fn main() {}");
        assert_eq!(first.len(), 64);
        assert_eq!(first, key_of("1.95", "a", "fn main() {}"));
        assert_ne!(first, key_of("1.96", "a", "fn main() {}"));
        assert_ne!(first, key_of("1.95", "b", "fn main() {}"));
        assert_ne!(first, key_of("1.95", "a", "fn main() { }"));
    }
}
