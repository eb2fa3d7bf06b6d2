//! What a program uses: the processes below its supervisor, their memory, and
//! the disk space of its folder.

mod shared_memory;

use crate::limits::ResourceLimits;
use crate::process_tree::Descendants;
use crate::processes::{self, Usage};
use shared_memory::SharedMemory;
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Measures again and again.
#[derive(Debug)]
pub struct UsageMeter {
    root_pid: i32,
    /// The stage between the supervisor and the program, which doesn't count.
    parent_pid: i32,
    folder: PathBuf,
    shared_memory: SharedMemory,
    /// From the latest detailed measurement.
    unmapped_shared_kb: u64,
    disk_kb: u64,
}

/// How much a measurement reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// One file for each process.
    Processes,
    /// Open files and the folder as well.
    Files,
}

/// Open files that use memory or disk, by device and inode.
#[derive(Default)]
struct OpenFiles {
    shared_kb_by_file: HashMap<(u64, u64), u64>,
    deleted_kb_by_file: HashMap<(u64, u64), u64>,
    mapped_shared_kb: u64,
}

impl UsageMeter {
    pub fn new(root: i32, parent: i32, folder: PathBuf) -> UsageMeter {
        UsageMeter {
            root_pid: root,
            parent_pid: parent,
            folder,
            shared_memory: SharedMemory::new(SystemTime::now()),
            unmapped_shared_kb: 0,
            disk_kb: 0,
        }
    }

    /// Measures. A process that has exited counts until its parent has waited
    /// for it, since it takes a place in the system's table until then. Stops
    /// counting at the first process or thread beyond the
    /// limits, so that the cost is bounded.
    pub fn measure(
        &mut self,
        limits: &ResourceLimits,
        detail: Detail,
    ) -> Usage {
        let mut usage = Usage::default();
        let mut pids = Vec::new();
        for pid in Descendants::new(self.root_pid) {
            if pid != self.parent_pid
                && let Some(process) = processes::read(pid)
            {
                usage.add(process);
                self.shared_memory.add_creator(pid);
                pids.push(pid);
                if usage.process_count > limits.processes
                    || usage.thread_count > limits.threads
                {
                    return usage;
                }
            }
        }
        // Called every time, since it compares with the time before.
        let folder_has_changed = self.shared_memory.detect_folder_change();
        if folder_has_changed || detail == Detail::Files {
            self.measure_files(&pids);
        }
        usage.memory_kb += self.unmapped_shared_kb;
        usage.disk_kb = self.disk_kb;
        // Pages that forked processes share were counted for each of them.
        if usage.memory_kb / 1024 > limits.memory_mb && pids.len() > 1 {
            let proportional: Option<u64> =
                pids.iter().map(|pid| proportional_kb(*pid)).sum();
            if let Some(kb) = proportional {
                usage.memory_kb = kb + self.unmapped_shared_kb;
            }
        }
        usage
    }

    fn measure_files(&mut self, pids: &[i32]) {
        let mut files = OpenFiles::default();
        for pid in pids {
            self.read_open_files(*pid, &mut files);
        }
        self.shared_memory
            .measure_files(&mut files.shared_kb_by_file);
        let shared_kb = files.shared_kb_by_file.values().sum::<u64>()
            + self.shared_memory.segments_kb();
        self.unmapped_shared_kb =
            shared_kb.saturating_sub(files.mapped_shared_kb);
        let deleted_kb: u64 = files.deleted_kb_by_file.values().sum();
        self.disk_kb = deleted_kb + folder_kb(&self.folder);
    }

    fn read_open_files(&mut self, pid: i32, files: &mut OpenFiles) {
        files.mapped_shared_kb += status_kb(pid, "RssShmem:").unwrap_or(0);
        let Ok(entries) = fs::read_dir(format!("/proc/{pid}/fd")) else {
            return;
        };
        for entry in entries.flatten() {
            let Ok(target) = fs::read_link(entry.path()) else {
                continue;
            };
            let name = target.to_string_lossy();
            let is_shared =
                name.starts_with("/memfd:") || name.starts_with("/dev/shm/");
            if !is_shared && !name.ends_with(" (deleted)") {
                continue;
            }
            let Ok(metadata) = fs::metadata(entry.path()) else {
                continue;
            };
            if !metadata.is_file() {
                continue;
            }
            let key = (metadata.dev(), metadata.ino());
            let kb = metadata.blocks() / 2;
            if is_shared {
                files.shared_kb_by_file.insert(key, kb);
                self.shared_memory.add_open_file(&target, &metadata);
            } else {
                files.deleted_kb_by_file.insert(key, kb);
            }
        }
    }

    /// Removes the shared memory that the program has left.
    pub fn remove_shared_memory(&self) {
        self.shared_memory.remove_all();
    }
}

/// The size of all files in a folder. Follows no links.
fn folder_kb(folder: &Path) -> u64 {
    let mut kb = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            kb += metadata.blocks() / 2;
            if metadata.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    kb
}

/// The process's share of its memory, where shared pages are divided by the
/// number of processes that map them.
fn proportional_kb(pid: i32) -> Option<u64> {
    let rollup =
        fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    field_kb(&rollup, "Pss:")
}

fn status_kb(pid: i32, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    field_kb(&status, field)
}

/// The number in a line such as `RssShmem:     1024 kB`.
fn field_kb(status_text: &str, field: &str) -> Option<u64> {
    let line = status_text
        .lines()
        .find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_from_its_line() {
        let status = "VmRSS:\t  52 kB\nRssShmem:\t     1024 kB\n";
        assert_eq!(field_kb(status, "RssShmem:"), Some(1024));
        assert_eq!(field_kb(status, "Pss:"), None);
    }

    #[test]
    fn the_size_of_a_folder_includes_its_folders() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("file"), vec![1; 300 * 1024]).unwrap();
        assert!(folder_kb(folder.path()) >= 300);
    }
}
