//! Shared memory that outlives the process that has created it: files in
//! `/dev/shm`, and System V segments (`shmget`).
//!
//! What the program has created counts until it is removed, whether a process
//! still uses it or not.

use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// A file's device and inode.
pub type FileKey = (u64, u64);

const SHARED_MEMORY_FOLDER: &str = "/dev/shm";
const SEGMENT_TABLE: &str = "/proc/sysvipc/shm";

#[derive(Debug)]
pub struct SharedMemory {
    run_start: SystemTime,
    /// When a file was last created or removed in the folder.
    folder_change: Option<SystemTime>,
    created_files: HashSet<PathBuf>,
    /// All processes of the program, also those that have ended.
    creator_pids: HashSet<i32>,
}

/// A System V segment.
#[derive(Debug, PartialEq, Eq)]
struct Segment {
    id: i32,
    creator_pid: i32,
    /// When it was created, in seconds since 1970.
    created_unix_seconds: u64,
    /// In memory and in the swap area.
    used_bytes: u64,
}

/// Objects in memory that count once and as a whole, also if several processes
/// map a part of them.
#[derive(Debug, Default)]
pub struct SharedObjects {
    kb_by_file: HashMap<FileKey, u64>,
    segment_ids: HashSet<i32>,
    segment_kb: u64,
}

impl SharedObjects {
    /// What all of them use together.
    pub fn total_kb(&self) -> u64 {
        self.kb_by_file.values().sum::<u64>() + self.segment_kb
    }

    pub fn is_empty(&self) -> bool {
        self.kb_by_file.is_empty() && self.segment_ids.is_empty()
    }

    /// Whether a mapping is one of a shared object. The kernel gives the file
    /// of a segment the segment's number.
    pub fn contains(&self, key: FileKey, mapping_name: &str) -> bool {
        self.kb_by_file.contains_key(&key)
            || mapping_name.starts_with("/SYSV")
                && i32::try_from(key.1)
                    .is_ok_and(|id| self.segment_ids.contains(&id))
    }

    #[cfg(test)]
    pub fn of_files(kb_by_file: HashMap<FileKey, u64>) -> SharedObjects {
        SharedObjects {
            kb_by_file,
            ..SharedObjects::default()
        }
    }
}

impl SharedMemory {
    pub fn new(start: SystemTime) -> SharedMemory {
        SharedMemory {
            run_start: start,
            // The program may have created files before this.
            folder_change: None,
            created_files: HashSet::new(),
            creator_pids: HashSet::new(),
        }
    }

    pub fn add_creator(&mut self, pid: i32) {
        self.creator_pids.insert(pid);
    }

    /// Adds a file that the program has open, if it is in `/dev/shm` and was
    /// created during the run.
    pub fn add_open_file(&mut self, path: &Path, metadata: &Metadata) {
        if path.starts_with(SHARED_MEMORY_FOLDER) && self.is_new(metadata) {
            self.created_files.insert(path.to_owned());
        }
    }

    /// Reads the folder's time again. Returns whether files were created or
    /// removed since the last call: a program may close a new one in a moment.
    pub fn detect_folder_change(&mut self) -> bool {
        let previous =
            std::mem::replace(&mut self.folder_change, read_folder_change());
        self.folder_change != previous
    }

    /// Measures what the program has created. Adds that to the files which
    /// its processes have open.
    pub fn measure(
        &self,
        mut kb_by_file: HashMap<FileKey, u64>,
    ) -> SharedObjects {
        for file in &self.created_files {
            if let Ok(metadata) = fs::symlink_metadata(file)
                && self.is_new(&metadata)
            {
                let key = (metadata.dev(), metadata.ino());
                kb_by_file.insert(key, metadata.blocks() / 2);
            }
        }
        let segments = self.own_segments();
        let bytes: u64 = segments.iter().map(|own| own.used_bytes).sum();
        SharedObjects {
            kb_by_file,
            segment_ids: segments.iter().map(|own| own.id).collect(),
            segment_kb: bytes / 1024,
        }
    }

    fn own_segments(&self) -> Vec<Segment> {
        let table = fs::read_to_string(SEGMENT_TABLE).unwrap_or_default();
        let start = self
            .run_start
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let mut segments = parse_segments(&table);
        segments.retain(|segment| {
            segment.created_unix_seconds >= start.as_secs()
                && self.creator_pids.contains(&segment.creator_pid)
        });
        segments
    }

    /// Whether the file was created during the run. False where the system
    /// does not know, since other programs' files must not be removed.
    fn is_new(&self, metadata: &Metadata) -> bool {
        metadata
            .created()
            .is_ok_and(|created| created >= self.run_start)
    }

    /// Removes what the program has left.
    pub fn remove_all(&self) {
        for file in &self.created_files {
            let metadata = fs::symlink_metadata(file);
            if metadata.is_ok_and(|metadata| self.is_new(&metadata)) {
                let _ = fs::remove_file(file);
            }
        }
        for segment in self.own_segments() {
            // A part of util-linux and of busybox.
            let _ = Command::new("ipcrm")
                .arg("-m")
                .arg(segment.id.to_string())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
        }
    }
}

fn read_folder_change() -> Option<SystemTime> {
    fs::metadata(SHARED_MEMORY_FOLDER).ok()?.modified().ok()
}

/// Parses the kernel's table, whose first line names the columns.
fn parse_segments(table: &str) -> Vec<Segment> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let parse_line = |line: &str| {
        let values: Vec<&str> = line.split_whitespace().collect();
        let value = |name: &str| {
            let index = names.iter().position(|other| *other == name)?;
            values.get(index)?.parse::<u64>().ok()
        };
        Some(Segment {
            id: i32::try_from(value("shmid")?).ok()?,
            creator_pid: i32::try_from(value("cpid")?).ok()?,
            created_unix_seconds: value("ctime")?,
            used_bytes: value("rss")? + value("swap")?,
        })
    };
    lines.filter_map(parse_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_segments_is_read_by_its_names() {
        let table = "       key      shmid perms                  size  cpid  \
            lpid nattch   uid   gid  cuid  cgid      atime      dtime      \
            ctime                   rss                  swap\n         0 \
            7  1600             104857600   431   432      0     0     0     \
            0     0 1780000001 1780000002 1780000000              52428800  \
            4096\n";
        let expected = Segment {
            id: 7,
            creator_pid: 431,
            created_unix_seconds: 1_780_000_000,
            used_bytes: 52_428_800 + 4096,
        };
        assert_eq!(parse_segments(table), [expected]);
        assert_eq!(parse_segments(""), []);
    }
}
