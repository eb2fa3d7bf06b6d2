//! The disk space of a folder.

use rustix::fs::{
    Access, AtFlags, CWD, Dir, FileType, Mode, OFlags, accessat, fstat, openat,
    statat,
};
use rustix::path::Arg;
use std::fs::{self, Permissions};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Each level needs an open file. A process may usually have 1024.
const MAX_DEPTH: usize = 900;

const FOLDER_FLAGS: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// What an empty file counts, since it uses space in its file system too, and
/// time when it is measured.
const MIN_FILE_KB: u64 = 4;

/// The size of all files in a folder. Follows no links. Stops counting beyond
/// `max_kb`, so that the cost is bounded. A folder that is nested deeper than
/// `MAX_DEPTH` counts as more than `max_kb`.
pub fn measure_folder_kb(folder: &Path, max_kb: u64) -> u64 {
    let mut walk = Walk {
        counted_kb: 0,
        max_kb,
    };
    walk.add_folder(CWD, folder, MAX_DEPTH);
    walk.counted_kb
}

struct Walk {
    counted_kb: u64,
    max_kb: u64,
}

impl Walk {
    /// Counts a folder's content even if the program has made it unreadable
    /// (`chmod 0`): the folder is made readable for a moment.
    fn add_folder(
        &mut self,
        parent: BorrowedFd<'_>,
        name: impl Arg + Copy,
        depth_left: usize,
    ) {
        let open = || openat(parent, name, FOLDER_FLAGS, Mode::empty());
        let needed = Access::READ_OK | Access::EXEC_OK;
        if accessat(parent, name, needed, AtFlags::empty()).is_ok() {
            if let Ok(folder) = open() {
                self.add_content(folder, depth_left);
            }
            return;
        }
        let flags = FOLDER_FLAGS | OFlags::PATH;
        let Ok(handle) = openat(parent, name, flags, Mode::empty()) else {
            return;
        };
        let Ok(stat) = fstat(&handle) else { return };
        set_mode(&handle, stat.st_mode | 0o500);
        if let Ok(folder) = open() {
            self.add_content(folder, depth_left);
        }
        set_mode(&handle, stat.st_mode);
    }

    /// Opens each inner folder in its parent, since a path may be too long.
    fn add_content(&mut self, folder: OwnedFd, depth_left: usize) {
        let Ok(mut entries) = Dir::new(folder) else {
            return;
        };
        while self.counted_kb <= self.max_kb
            && let Some(Ok(entry)) = entries.read()
        {
            let name = entry.file_name();
            let Ok(folder) = entries.fd() else { break };
            if [c".", c".."].contains(&name) {
                continue;
            }
            let flags = AtFlags::SYMLINK_NOFOLLOW;
            let Ok(stat) = statat(folder, name, flags) else {
                continue;
            };
            let kb = u64::try_from(stat.st_blocks).unwrap_or(0) / 2;
            self.counted_kb += kb.max(MIN_FILE_KB);
            let is_folder =
                FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
            if is_folder && depth_left > 0 {
                self.add_folder(folder, name, depth_left - 1);
            } else if is_folder {
                // What is in it can't be counted, so it exceeds the limit.
                self.counted_kb = self.max_kb.saturating_add(1);
            }
        }
    }
}

fn set_mode(folder: &OwnedFd, mode: u32) {
    let path = format!("/proc/self/fd/{}", folder.as_raw_fd());
    let _ = fs::set_permissions(path, Permissions::from_mode(mode & 0o7777));
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::mkdirat;
    use std::os::fd::AsFd;

    #[test]
    fn the_size_of_a_folder_includes_its_folders() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("file"), vec![1; 300 * 1024]).unwrap();
        assert!(measure_folder_kb(folder.path(), 1000) >= 300);
    }

    #[test]
    fn empty_files_count_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..50 {
            fs::write(folder.path().join(number.to_string()), "").unwrap();
        }
        assert_eq!(measure_folder_kb(folder.path(), 1000), 50 * MIN_FILE_KB);
        assert_eq!(measure_folder_kb(folder.path(), 100), 26 * MIN_FILE_KB);
    }

    #[test]
    fn a_folder_of_too_many_levels_exceeds_the_limit() {
        let root = tempfile::tempdir().unwrap();
        let walk = |depth| {
            let mut walk = Walk {
                counted_kb: 0,
                max_kb: 1000,
            };
            walk.add_folder(CWD, root.path(), depth);
            walk.counted_kb
        };
        fs::create_dir_all(root.path().join("a/b/c")).unwrap();
        assert_eq!(walk(3), 3 * MIN_FILE_KB);
        assert_eq!(walk(2), 1001);
    }

    /// More than the 4096 bytes that the system accepts as a path.
    #[test]
    fn a_file_at_the_end_of_a_long_path_counts() {
        let root = tempfile::tempdir().unwrap();
        let name = "n".repeat(200);
        let open = |parent: BorrowedFd<'_>, name: &Path| {
            openat(parent, name, FOLDER_FLAGS, Mode::empty()).unwrap()
        };
        let mut folder = open(CWD, root.path());
        for _ in 0..30 {
            mkdirat(&folder, name.as_str(), Mode::RWXU).unwrap();
            folder = open(folder.as_fd(), Path::new(&name));
        }
        let flags = OFlags::CREATE | OFlags::WRONLY;
        let file = openat(&folder, "file", flags, Mode::RUSR).unwrap();
        let content = vec![1; 300 * 1024];
        let written = rustix::io::write(&file, &content).unwrap();
        assert_eq!(written, content.len());
        let kb = measure_folder_kb(root.path(), 1000);
        assert!((300..1000).contains(&kb), "{kb}");
    }
}
