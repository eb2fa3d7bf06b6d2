//! Files that use memory or disk space as long as a process has them open or
//! mapped, although no folder may list them.

use super::memory::Mapping;
use super::shared_memory::{FileKey, SharedMemory};
use std::collections::HashMap;
use std::fs::{self, Metadata};

/// The name of memory that processes share without a file.
const SHARED_ANONYMOUS: &str = "/dev/zero (deleted)";

#[derive(Debug, Default)]
pub struct OpenFiles {
    shared_kb_by_file: HashMap<FileKey, u64>,
    deleted_kb_by_file: HashMap<FileKey, u64>,
}

impl OpenFiles {
    /// Adds what the process has open.
    pub fn add_descriptors(&mut self, pid: i32, memory: &mut SharedMemory) {
        let entries = fs::read_dir(format!("/proc/{pid}/fd"));
        for entry in entries.into_iter().flatten().flatten() {
            let Ok(target) = fs::read_link(entry.path()) else {
                continue;
            };
            if let Some(kind) = FileKind::of(&target.to_string_lossy())
                && let Ok(metadata) = fs::metadata(entry.path())
                && self.add(kind, &metadata)
            {
                memory.add_open_file(&target, &metadata);
            }
        }
    }

    /// Adds what the process has mapped, also where it has closed the file:
    /// the pages may be in memory although it has touched none of them. The
    /// kernel shows their number to root only.
    pub fn add_mappings(&mut self, pid: i32) {
        let maps = fs::read(format!("/proc/{pid}/maps")).unwrap_or_default();
        for line in String::from_utf8_lossy(&maps).lines() {
            let Some(mapping) = Mapping::parse(line) else {
                continue;
            };
            let Some(kind) = FileKind::of(mapping.name) else {
                continue;
            };
            let range = &mapping.range;
            let file = format!("/proc/{pid}/map_files/{range}");
            if !self.contains(mapping.key)
                && let Ok(metadata) = fs::metadata(file)
            {
                self.add(kind, &metadata);
            }
        }
    }

    fn contains(&self, key: FileKey) -> bool {
        self.shared_kb_by_file.contains_key(&key)
            || self.deleted_kb_by_file.contains_key(&key)
    }

    /// Adds a file. Returns false if it is none.
    fn add(&mut self, kind: FileKind, metadata: &Metadata) -> bool {
        use std::os::unix::fs::MetadataExt;
        let files = match kind {
            FileKind::Shared => &mut self.shared_kb_by_file,
            FileKind::Deleted => &mut self.deleted_kb_by_file,
        };
        if metadata.is_file() {
            let key = (metadata.dev(), metadata.ino());
            files.insert(key, metadata.blocks() / 2);
        }
        metadata.is_file()
    }

    /// The disk space of files that were deleted.
    pub fn deleted_kb(&self) -> u64 {
        self.deleted_kb_by_file.values().sum()
    }

    /// The sizes of the files that are in memory.
    pub fn into_shared(self) -> HashMap<FileKey, u64> {
        self.shared_kb_by_file
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    /// It is in memory.
    Shared,
    /// It is on disk, in no folder.
    Deleted,
}

impl FileKind {
    /// `None` for a file that does not count, or is counted elsewhere.
    fn of(name: &str) -> Option<FileKind> {
        if name.starts_with("/memfd:")
            || name.starts_with("/dev/shm/")
            || name == SHARED_ANONYMOUS
        {
            Some(FileKind::Shared)
        } else if name.ends_with(" (deleted)") && !name.starts_with("/SYSV") {
            Some(FileKind::Deleted)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_where_the_content_is() {
        assert_eq!(FileKind::of("/memfd:a (deleted)"), Some(FileKind::Shared));
        assert_eq!(FileKind::of("/dev/shm/a"), Some(FileKind::Shared));
        assert_eq!(FileKind::of("/dev/zero (deleted)"), Some(FileKind::Shared));
        assert_eq!(FileKind::of("/tmp/a (deleted)"), Some(FileKind::Deleted));
        assert_eq!(FileKind::of("/SYSV00000000 (deleted)"), None);
        assert_eq!(FileKind::of("/tmp/a"), None);
        assert_eq!(FileKind::of("socket:[7]"), None);
        assert_eq!(FileKind::of(""), None);
    }
}
