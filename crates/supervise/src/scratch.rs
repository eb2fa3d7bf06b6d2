//! One folder for everything temporary of this workbook, which other users
//! cannot read.
//!
//! A workbook that was killed leaves its folder. The next one removes it: a
//! living workbook holds a lock on its folder, and the system frees the lock
//! when the workbook ends.

use crate::removal::remove_folder;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A folder with this name and the mode 0700 is removed with everything in it.
/// A copy of the book may be in one that is called `async-workbook-main`, so
/// the name says more.
const SCRATCH_PREFIX: &str = "async-workbook-temporary-";
#[cfg(unix)]
const SCRATCH_MODE: u32 = 0o700;

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
    folder: PathBuf,
    _lock: Option<File>,
}

/// A folder for one run, check or build, which is removed when this value is
/// dropped.
///
/// A `TempDir` would remove what `remove_folder` has not been able to remove,
/// with a function that overflows the stack in a folder of many levels.
#[derive(Debug)]
pub struct ScratchFolder(PathBuf);

impl ScratchFolder {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // In most cases, the supervisor has removed it.
        let _ = remove_folder(self.path());
    }
}

/// Creates a folder for one run, check or build.
pub fn create_scratch_folder(prefix: &str) -> io::Result<ScratchFolder> {
    let mut scratch =
        SCRATCH_STATE.lock().unwrap_or_else(PoisonError::into_inner);
    match &*scratch {
        ScratchState::Removed => {
            return Err(io::Error::other("the workbook ends"));
        }
        ScratchState::Used(current) if current.folder.is_dir() => {}
        ScratchState::Used(_) | ScratchState::Unused => {
            *scratch =
                ScratchState::Used(Scratch::create(&std::env::temp_dir())?);
        }
    }
    match &*scratch {
        ScratchState::Used(current) => {
            let folder = tempfile::Builder::new()
                .prefix(prefix)
                .tempdir_in(&current.folder)?;
            Ok(ScratchFolder(folder.keep()))
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
        remove_with_retries(&old.folder);
    }
}

fn remove_with_retries(folder: &Path) {
    for _ in 0..REMOVE_ATTEMPTS {
        let result = remove_folder(folder);
        // After that time, another attempt would take as long.
        let is_late =
            result.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut);
        if is_late || !folder.exists() {
            return;
        }
        std::thread::sleep(REMOVE_PAUSE);
    }
}

/// Removes the folder of a workbook that was killed. The system frees a
/// killed workbook's lock a moment after its connections.
#[cfg(any(target_os = "linux", all(test, unix)))]
pub(crate) fn remove_if_abandoned(folder: &Path) {
    if !is_scratch_folder(folder) {
        return;
    }
    for _ in 0..REMOVE_ATTEMPTS {
        if let Some(_lock) = lock_folder(folder) {
            remove_with_retries(folder);
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
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(
            SCRATCH_MODE,
        ));
        let folder = builder.tempdir_in(parent)?.keep();
        let _lock = lock_folder(&folder);
        Ok(Scratch { folder, _lock })
    }
}

/// Removes the folders of workbooks that no longer run.
fn remove_abandoned(parent: &Path) {
    for folder in abandoned_folders(parent) {
        let _ = remove_folder(&folder);
    }
}

fn abandoned_folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    entries
        .filter(|entry| is_scratch_folder(&entry.path()))
        .filter(is_older_than_two_seconds)
        .map(|entry| entry.path())
        .filter(|folder| lock_folder(folder).is_some())
        .collect()
}

/// Whether this user's workbook has created the folder. Follows no links.
fn is_scratch_folder(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with(SCRATCH_PREFIX)
        && fs::symlink_metadata(folder).is_ok_and(|metadata| {
            metadata.is_dir() && has_scratch_rights(&metadata)
        })
}

/// Whether the folder belongs to this user, and only to this user.
#[cfg(unix)]
fn has_scratch_rights(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    metadata.permissions().mode() & 0o777 == SCRATCH_MODE
        && metadata.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn has_scratch_rights(_: &fs::Metadata) -> bool {
    true
}

/// A workbook needs a moment between creating its folder and locking it.
fn is_older_than_two_seconds(entry: &fs::DirEntry) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    let age = modified.ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age.as_secs() >= 2)
}

/// Locks a folder of this user; `None` where another process holds the lock.
/// Follows no link, which another user may have put in the folder's place.
#[cfg(unix)]
fn lock_folder(folder: &Path) -> Option<File> {
    use rustix::fs::{FlockOperation, Mode, OFlags, flock, open};
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = File::from(open(folder, flags, Mode::empty()).ok()?);
    if !has_scratch_rights(&file.metadata().ok()?) {
        return None;
    }
    flock(&file, FlockOperation::NonBlockingLockExclusive).ok()?;
    Some(file)
}

/// Folders cannot be locked elsewhere, so abandoned ones stay.
#[cfg(not(unix))]
fn lock_folder(_: &Path) -> Option<File> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::time::SystemTime;

    /// Creates what a workbook that was killed has left.
    fn create_abandoned(parent: &Path) -> PathBuf {
        let folder = parent.join(format!("{SCRATCH_PREFIX}old"));
        fs::create_dir_all(folder.join("run-1")).unwrap();
        set_mode(&folder, SCRATCH_MODE);
        folder
    }

    fn set_mode(folder: &Path, mode: u32) {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Makes the folder look as if it had been created earlier.
    fn make_old(folder: &Path) {
        let time = SystemTime::now() - Duration::from_secs(9);
        File::open(folder).unwrap().set_modified(time).unwrap();
    }

    #[test]
    fn only_the_folders_of_ended_workbooks_are_removed() {
        let parent = tempfile::tempdir().unwrap();
        let living = Scratch::create(parent.path()).unwrap();
        make_old(&living.folder);
        let abandoned = create_abandoned(parent.path());
        make_old(&abandoned);
        let other = parent.path().join("another-program");
        fs::create_dir(&other).unwrap();
        make_old(&other);
        remove_abandoned(parent.path());
        assert!(living.folder.is_dir());
        assert!(!abandoned.exists());
        assert!(other.is_dir());
    }

    #[test]
    fn only_the_folder_of_an_ended_workbook_is_abandoned() {
        let parent = tempfile::tempdir().unwrap();
        let living = Scratch::create(parent.path()).unwrap();
        remove_if_abandoned(&living.folder);
        assert!(living.folder.is_dir());
        let abandoned = create_abandoned(parent.path());
        remove_if_abandoned(&abandoned);
        assert!(!abandoned.exists());
        let other = parent.path().join("another-program");
        fs::create_dir(&other).unwrap();
        remove_if_abandoned(&other);
        assert!(other.is_dir());
    }

    /// Hosts name a downloaded copy of a repository after its branch, and some
    /// programs unpack it in another folder of that name.
    #[test]
    fn a_copy_of_the_book_is_never_removed() {
        let parent = tempfile::tempdir().unwrap();
        let own_copy = parent.path().join("async-workbook-main");
        let public = parent.path().join(format!("{SCRATCH_PREFIX}copy"));
        for (folder, mode) in [(&own_copy, 0o700), (&public, 0o755)] {
            fs::create_dir_all(folder.join("book/src")).unwrap();
            set_mode(folder, mode);
            make_old(folder);
            remove_if_abandoned(folder);
        }
        remove_abandoned(parent.path());
        assert!(own_copy.join("book/src").is_dir());
        assert!(public.join("book/src").is_dir());
    }

    /// What another user has prepared may be full of links.
    #[test]
    fn the_folder_of_another_user_is_never_removed() {
        let parent = tempfile::tempdir().unwrap();
        let folder = create_abandoned(parent.path());
        make_old(&folder);
        assert!(is_scratch_folder(&folder));
        // Only root can give it away.
        if std::os::unix::fs::chown(&folder, Some(65534), None).is_err() {
            eprintln!("skipped: only root can give a folder away");
            return;
        }
        assert!(!is_scratch_folder(&folder));
        remove_abandoned(parent.path());
        assert!(folder.join("run-1").is_dir());
    }

    /// The lock says whose the folder is, so it must be the folder's own.
    #[test]
    fn a_link_to_a_folder_is_not_locked() {
        let parent = tempfile::tempdir().unwrap();
        let folder = create_abandoned(parent.path());
        let link = parent.path().join("link");
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        assert!(lock_folder(&link).is_none());
        assert!(lock_folder(&folder).is_some());
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
        remove_with_retries(&folder);
        writer.join().unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn other_users_cannot_read_the_folder() {
        let parent = tempfile::tempdir().unwrap();
        let scratch = Scratch::create(parent.path()).unwrap();
        let metadata = fs::metadata(&scratch.folder).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o700);
    }
}
