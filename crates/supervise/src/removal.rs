//! Removes a folder in which a program has worked, whatever it has done there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Removes a folder with everything in it, and follows no links.
///
/// `fs::remove_dir_all` calls itself and opens a file for each level, so a
/// folder of many levels overflows the stack or reaches the limit of open
/// files. It also fails at a folder that the program has closed to its own
/// user (`chmod 0`). Here, each inner folder is moved up to `root` first, so
/// neither the depth nor the length of a path matters.
pub fn remove_folder(root: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(root)?.is_dir() {
        // The program has put a link in its place.
        return fs::remove_file(root);
    }
    open_to_owner(root)?;
    loop {
        for folder in remove_files(root)? {
            open_to_owner(&folder)?;
            for inner in remove_files(&folder)? {
                // A folder can be moved only by those who may write into it.
                open_to_owner(&inner)?;
                // It takes the place of an empty folder, whose name is new.
                let target = tempfile::tempdir_in(root)?.keep();
                ignore_missing(fs::rename(&inner, target))?;
            }
            remove_if_empty(&folder)?;
        }
        if remove_if_empty(root)? {
            return Ok(());
        }
    }
}

/// Returns false where something is, or has just been put, in the folder.
fn remove_if_empty(folder: &Path) -> io::Result<bool> {
    match fs::remove_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
            Ok(false)
        }
        result => ignore_missing(result).map(|()| true),
    }
}

/// Removes the files in a folder, and returns the folders in it.
fn remove_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(folders);
        }
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        } else {
            ignore_missing(fs::remove_file(entry.path()))?;
        }
    }
    Ok(folders)
}

/// Two processes may remove the same folder.
fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(unix)]
fn open_to_owner(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let owner_only = fs::Permissions::from_mode(0o700);
    ignore_missing(fs::set_permissions(folder, owner_only))
}

#[cfg(not(unix))]
fn open_to_owner(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use std::os::fd::OwnedFd;

    /// More levels than a process may open files.
    #[test]
    fn a_folder_of_many_levels_is_removed() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("root");
        fs::create_dir(&root).unwrap();
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
        let open = |parent: &OwnedFd| openat(parent, "a", flags, Mode::empty());
        let mut folder = openat(CWD, &root, flags, Mode::empty()).unwrap();
        for _ in 0..1500 {
            mkdirat(&folder, "a", Mode::RWXU).unwrap();
            folder = open(&folder).unwrap();
        }
        let old_limit = getrlimit(Resource::Nofile);
        let limit = Rlimit {
            current: Some(1024),
            ..old_limit
        };
        setrlimit(Resource::Nofile, limit).unwrap();
        let result = remove_folder(&root);
        setrlimit(Resource::Nofile, old_limit).unwrap();
        result.unwrap();
        assert!(!root.exists());
        assert!(parent.path().exists());
    }

    #[test]
    fn links_are_removed_and_not_followed() {
        let parent = tempfile::tempdir().unwrap();
        let (root, other) =
            (parent.path().join("root"), parent.path().join("other"));
        fs::create_dir_all(root.join("a/b/c")).unwrap();
        fs::create_dir(&other).unwrap();
        fs::write(other.join("file"), "").unwrap();
        for link in ["link", "a/link", "a/b/link"] {
            std::os::unix::fs::symlink(&other, root.join(link)).unwrap();
        }
        remove_folder(&root).unwrap();
        assert!(!root.exists());
        std::os::unix::fs::symlink(&other, &root).unwrap();
        remove_folder(&root).unwrap();
        assert!(fs::symlink_metadata(&root).is_err());
        assert!(other.join("file").is_file());
    }
}
