//! One folder for everything temporary of this workbook, which other users
//! cannot read.
//!
//! A workbook that was killed leaves its folder. The next one removes it: a
//! living workbook holds a lock on its folder, and the system frees the lock
//! when the workbook ends.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

const SCRATCH_PREFIX: &str = "async-workbook-";

/// How often to try to remove the folder while threads that still build
/// something write into it.
const REMOVE_ATTEMPTS: usize = 20;
const REMOVE_PAUSE: Duration = Duration::from_millis(10);

static SCRATCH_STATE: Mutex<ScratchState> = Mutex::new(ScratchState::Unused);

enum ScratchState {
    Unused,
    Used(Scratch),
    /// The workbook ends, and nothing may be created any more.
    Removed,
}

struct Scratch {
    folder: TempDir,
    _lock: Option<File>,
}

/// Creates a folder for one run, check or build; it is removed when the
/// returned value is dropped.
pub fn scratch_folder(prefix: &str) -> io::Result<TempDir> {
    let mut scratch =
        SCRATCH_STATE.lock().unwrap_or_else(PoisonError::into_inner);
    match &*scratch {
        ScratchState::Removed => {
            return Err(io::Error::other("the workbook ends"));
        }
        ScratchState::Used(current) if current.folder.path().is_dir() => {}
        ScratchState::Used(_) | ScratchState::Unused => {
            *scratch =
                ScratchState::Used(Scratch::create(&std::env::temp_dir())?);
        }
    }
    match &*scratch {
        ScratchState::Used(current) => {
            TempDir::with_prefix_in(prefix, current.folder.path())
        }
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

/// Removes the workbook's folder for good; to be called when it ends.
pub fn remove_scratch_folder() {
    let mut scratch =
        SCRATCH_STATE.lock().unwrap_or_else(PoisonError::into_inner);
    if let ScratchState::Used(old) =
        std::mem::replace(&mut *scratch, ScratchState::Removed)
    {
        remove_while_in_use(old.folder.path());
    }
}

fn remove_while_in_use(folder: &Path) {
    for _ in 0..REMOVE_ATTEMPTS {
        let _ = fs::remove_dir_all(folder);
        if !folder.exists() {
            return;
        }
        std::thread::sleep(REMOVE_PAUSE);
    }
}

/// Removes the folder of a workbook that was killed. The system frees a
/// killed workbook's lock a moment after its connections.
#[cfg_attr(not(target_os = "linux"), expect(dead_code))]
pub(crate) fn remove_if_abandoned(folder: &Path) {
    let name = folder.file_name().unwrap_or_default();
    if !name.to_string_lossy().starts_with(SCRATCH_PREFIX) {
        return;
    }
    for _ in 0..REMOVE_ATTEMPTS {
        if let Some(_lock) = lock(folder) {
            remove_while_in_use(folder);
            return;
        }
        std::thread::sleep(REMOVE_PAUSE);
    }
}

impl Scratch {
    fn create(parent: &Path) -> io::Result<Scratch> {
        remove_abandoned(parent);
        let mut builder = tempfile::Builder::new();
        builder.prefix(SCRATCH_PREFIX);
        #[cfg(unix)]
        builder
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(parent)?;
        let _lock = lock(folder.path());
        Ok(Scratch { folder, _lock })
    }
}

/// Removes the folders of workbooks that no longer run.
fn remove_abandoned(parent: &Path) {
    for folder in abandoned_folders(parent) {
        let _ = fs::remove_dir_all(folder);
    }
}

fn abandoned_folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    entries
        .filter(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().starts_with(SCRATCH_PREFIX)
        })
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(is_old_enough)
        .map(|entry| entry.path())
        .filter(|folder| lock(folder).is_some())
        .collect()
}

/// A workbook needs a moment between creating its folder and locking it.
fn is_old_enough(entry: &fs::DirEntry) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    let age = modified.ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age.as_secs() >= 2)
}

/// Locks a folder of this user; `None` where another process holds the lock.
#[cfg(unix)]
fn lock(folder: &Path) -> Option<File> {
    use rustix::fs::{FlockOperation, flock};
    use std::os::unix::fs::MetadataExt;
    let file = File::open(folder).ok()?;
    let is_ours =
        file.metadata().ok()?.uid() == rustix::process::geteuid().as_raw();
    if !is_ours {
        return None;
    }
    flock(&file, FlockOperation::NonBlockingLockExclusive).ok()?;
    Some(file)
}

/// Folders cannot be locked elsewhere, so abandoned ones stay.
#[cfg(not(unix))]
fn lock(_: &Path) -> Option<File> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::time::SystemTime;

    /// Makes the folder look as if it had been created earlier.
    fn make_old(folder: &Path) {
        let time = SystemTime::now() - Duration::from_secs(9);
        File::open(folder).unwrap().set_modified(time).unwrap();
    }

    #[test]
    fn only_the_folders_of_ended_workbooks_are_removed() {
        let parent = tempfile::tempdir().unwrap();
        let living = Scratch::create(parent.path()).unwrap();
        make_old(living.folder.path());
        let abandoned = parent.path().join(format!("{SCRATCH_PREFIX}old"));
        fs::create_dir_all(abandoned.join("run-1")).unwrap();
        make_old(&abandoned);
        let other = parent.path().join("another-program");
        fs::create_dir(&other).unwrap();
        make_old(&other);
        remove_abandoned(parent.path());
        assert!(living.folder.path().is_dir());
        assert!(!abandoned.exists());
        assert!(other.is_dir());
    }

    #[test]
    fn only_the_folder_of_an_ended_workbook_is_abandoned() {
        let parent = tempfile::tempdir().unwrap();
        let living = Scratch::create(parent.path()).unwrap();
        remove_if_abandoned(living.folder.path());
        assert!(living.folder.path().is_dir());
        let abandoned = parent.path().join(format!("{SCRATCH_PREFIX}old"));
        fs::create_dir_all(abandoned.join("check-1")).unwrap();
        remove_if_abandoned(&abandoned);
        assert!(!abandoned.exists());
        let other = parent.path().join("another-program");
        fs::create_dir(&other).unwrap();
        remove_if_abandoned(&other);
        assert!(other.is_dir());
    }

    #[test]
    fn a_folder_is_removed_while_a_thread_still_writes() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("scratch");
        fs::create_dir(&folder).unwrap();
        let busy_folder = folder.clone();
        let writer = std::thread::spawn(move || {
            for n in 0..2000 {
                if fs::write(busy_folder.join(n.to_string()), "").is_err() {
                    break;
                }
            }
        });
        remove_while_in_use(&folder);
        writer.join().unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn other_users_cannot_read_the_folder() {
        let parent = tempfile::tempdir().unwrap();
        let scratch = Scratch::create(parent.path()).unwrap();
        let metadata = fs::metadata(scratch.folder.path()).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o700);
    }
}
