//! Removes a folder in which a program has worked, whatever it has done there.

use std::io;
use std::path::Path;

/// Removes a folder with everything in it, and follows no links.
///
/// Windows has no folders that are closed to their own user, and limits the
/// depth of a folder.
#[cfg(not(unix))]
pub fn remove_folder(root: &Path) -> io::Result<()> {
    std::fs::remove_dir_all(root)
}

/// Removes a folder with everything in it. Follows no links, also where
/// another process replaces a folder with a link meanwhile.
///
/// `fs::remove_dir_all` calls itself and opens a file for each level, so a
/// folder of many levels overflows the stack or reaches the limit of open
/// files. It also fails at a folder that the program has closed to its own
/// user (`chmod 0`). Here, each inner folder is moved up to `root` first, so
/// neither the depth nor the length of a path matters.
///
/// Fails with `TimedOut` where another process adds files so fast that the
/// folder does not become empty.
#[cfg(unix)]
pub fn remove_folder(root: &Path) -> io::Result<()> {
    unix::remove_in_time(root, unix::MAX_REMOVAL_TIME)
}

#[cfg(unix)]
mod unix {
    use rustix::fs::{
        AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, renameat, statat,
        unlinkat,
    };
    use rustix::io::Errno;
    use rustix::path::Arg;
    use std::ffi::{CStr, CString};
    use std::fs;
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::path::Path;
    use std::time::{Duration, Instant};

    /// A process that still writes there must not keep this busy without end.
    pub const MAX_REMOVAL_TIME: Duration = Duration::from_secs(30);

    const FOLDER_FLAGS: OFlags = OFlags::DIRECTORY
        .union(OFlags::NOFOLLOW)
        .union(OFlags::CLOEXEC);

    pub fn remove_in_time(root: &Path, max_time: Duration) -> io::Result<()> {
        if !fs::symlink_metadata(root)?.is_dir() {
            // The program has put a link in its place.
            return fs::remove_file(root);
        }
        let Some(folder) = open_for_owner(CWD, root)? else {
            return Ok(());
        };
        let mut removal = Removal {
            root: folder,
            deadline: Instant::now() + max_time,
            moved_count: 0,
        };
        loop {
            removal.remove_level()?;
            match fs::remove_dir(root) {
                Err(error)
                    if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(());
                }
                result => return result,
            }
            removal.check_time_left()?;
        }
    }

    struct Removal {
        root: OwnedFd,
        deadline: Instant,
        /// How many inner folders were moved to `root`.
        moved_count: u64,
    }

    impl Removal {
        /// Removes the files in `root` and in its folders, and moves the
        /// folders in those to `root`.
        fn remove_level(&mut self) -> io::Result<()> {
            for name in self.remove_files(self.root.as_fd())? {
                let Some(folder) = open_for_owner(&self.root, &name)? else {
                    continue;
                };
                for inner in self.remove_files(folder.as_fd())? {
                    self.move_to_root(folder.as_fd(), &inner)?;
                }
                match unlinkat(&self.root, &name, AtFlags::REMOVEDIR) {
                    // Something was put there, or in its place, just now.
                    Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR) => {}
                    result => ignore_missing(result)?,
                }
            }
            Ok(())
        }

        /// Removes the files in a folder, and returns the names of the folders
        /// in it.
        fn remove_files(
            &self,
            folder: BorrowedFd<'_>,
        ) -> io::Result<Vec<CString>> {
            let mut folders = Vec::new();
            for entry in Dir::read_from(folder)? {
                self.check_time_left()?;
                let entry = entry?;
                let name = entry.file_name();
                if [c".", c".."].contains(&name) {
                    continue;
                }
                let is_folder = match entry.file_type() {
                    // Some file systems do not say it here.
                    FileType::Unknown => is_folder_now(folder, name)?,
                    file_type => file_type == FileType::Directory,
                };
                if is_folder {
                    folders.push(name.to_owned());
                    continue;
                }
                match unlinkat(folder, name, AtFlags::empty()) {
                    // It was replaced with a folder; the next round sees that.
                    Err(Errno::ISDIR | Errno::PERM)
                        if is_folder_now(folder, name)? => {}
                    result => ignore_missing(result)?,
                }
            }
            Ok(folders)
        }

        fn move_to_root(
            &mut self,
            folder: BorrowedFd<'_>,
            name: &CString,
        ) -> io::Result<()> {
            // A folder can be moved only by those who may write into it.
            if open_for_owner(folder, name)?.is_none() {
                return Ok(());
            }
            loop {
                self.check_time_left()?;
                // Two processes may remove the same folder.
                let target =
                    format!("{}-{}", std::process::id(), self.moved_count);
                self.moved_count += 1;
                match renameat(folder, name, &self.root, &target) {
                    // The program, or another thread, has used the name.
                    Err(
                        Errno::NOTEMPTY
                        | Errno::EXIST
                        | Errno::NOTDIR
                        | Errno::ISDIR,
                    ) => {}
                    result => return ignore_missing(result),
                }
            }
        }

        fn check_time_left(&self) -> io::Result<()> {
            if Instant::now() < self.deadline {
                Ok(())
            } else {
                Err(io::ErrorKind::TimedOut.into())
            }
        }
    }

    /// Opens a folder, and gives its owner all rights to it. `None` where
    /// there is no folder, for example because it was replaced with a link.
    fn open_for_owner(
        parent: impl AsFd,
        name: impl Arg + Copy,
    ) -> io::Result<Option<OwnedFd>> {
        match open_with_rights(parent.as_fd(), name) {
            Ok(folder) => Ok(Some(folder)),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Linux cannot change the rights by a name without following a link.
    #[cfg(target_os = "linux")]
    fn open_with_rights(
        parent: BorrowedFd<'_>,
        name: impl Arg + Copy,
    ) -> rustix::io::Result<OwnedFd> {
        use std::os::fd::AsRawFd;
        use std::os::unix::fs::PermissionsExt;
        let flags = FOLDER_FLAGS | OFlags::PATH;
        let handle = openat(parent, name, flags, Mode::empty())?;
        let path = format!("/proc/self/fd/{}", handle.as_raw_fd());
        // Where that fails, opening the folder may, and has the error.
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
        openat(&handle, c".", FOLDER_FLAGS, Mode::empty())
    }

    #[cfg(not(target_os = "linux"))]
    fn open_with_rights(
        parent: BorrowedFd<'_>,
        name: impl Arg + Copy,
    ) -> rustix::io::Result<OwnedFd> {
        let flags = AtFlags::SYMLINK_NOFOLLOW;
        // Where that fails, opening the folder may, and has the error.
        let _ = rustix::fs::chmodat(parent, name, Mode::RWXU, flags);
        openat(parent, name, FOLDER_FLAGS, Mode::empty())
    }

    fn is_folder_now(parent: BorrowedFd<'_>, name: &CStr) -> io::Result<bool> {
        match statat(parent, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => {
                let file_type = FileType::from_raw_mode(stat.st_mode);
                Ok(file_type == FileType::Directory)
            }
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Two processes may remove the same folder.
    fn ignore_missing(result: rustix::io::Result<()>) -> io::Result<()> {
        match result {
            Err(Errno::NOENT) => Ok(()),
            result => Ok(result?),
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use std::fs;
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::symlink;
    use std::thread;
    use std::time::Duration;

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
            symlink(&other, root.join(link)).unwrap();
        }
        remove_folder(&root).unwrap();
        assert!(!root.exists());
        symlink(&other, &root).unwrap();
        remove_folder(&root).unwrap();
        assert!(fs::symlink_metadata(&root).is_err());
        assert!(other.join("file").is_file());
    }

    /// A name that is already used for a folder which was moved.
    #[test]
    fn a_name_that_a_moved_folder_would_get_may_be_taken() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("root");
        for number in 0..9 {
            let name = format!("{}-{number}", std::process::id());
            let folder = root.join(&name);
            fs::create_dir_all(folder.join("a/b")).unwrap();
            fs::create_dir_all(folder.join(&name).join("c")).unwrap();
            fs::write(folder.join("file"), "").unwrap();
        }
        remove_folder(&root).unwrap();
        assert!(!root.exists());
    }

    /// Replaces folders as soon as their names have been read, and before most
    /// of them are opened.
    #[test]
    fn a_link_in_the_place_of_a_folder_is_not_followed() {
        let parent = tempfile::tempdir().unwrap();
        let path = |name: &str| parent.path().join(name);
        let (root, other, moved) = (path("root"), path("other"), path("moved"));
        fs::create_dir(&other).unwrap();
        fs::write(other.join("file"), "").unwrap();
        fs::create_dir(&moved).unwrap();
        let names: Vec<String> = (0..2000).map(|n| n.to_string()).collect();
        for name in &names {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        let replacing = thread::spawn({
            let (root, other) = (root.clone(), other.clone());
            move || {
                let count = || fs::read_dir(&root).map_or(0, Iterator::count);
                while count() == names.len() {}
                for name in &names {
                    if fs::rename(root.join(name), moved.join(name)).is_ok() {
                        // Fails where everything has been removed.
                        let _ = symlink(&other, root.join(name));
                    }
                }
            }
        });
        let result = remove_folder(&root);
        replacing.join().unwrap();
        assert!(other.join("file").is_file());
        result.unwrap();
    }

    /// A process that still writes into the folder could keep this busy.
    #[test]
    fn a_removal_ends_with_an_error_at_its_time_limit() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("root");
        fs::create_dir_all(root.join("a/b")).unwrap();
        let error = unix::remove_in_time(&root, Duration::ZERO).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(root.is_dir());
        remove_folder(&root).unwrap();
        assert!(!root.exists());
    }
}
