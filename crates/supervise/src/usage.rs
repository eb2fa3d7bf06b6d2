//! What a program uses: the processes below its supervisor, their memory, and
//! the disk space of its folder.

mod disk;
mod memory;
mod open_files;
mod shared_memory;

use crate::limits::ResourceLimits;
use crate::process_tree::Descendants;
use crate::processes::{self, Process, Usage};
use disk::measure_folder_kb;
use open_files::OpenFiles;
use shared_memory::{SharedMemory, SharedObjects};
use std::path::PathBuf;
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
    shared_objects: SharedObjects,
    disk_kb: u64,
}

/// How much a measurement reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasurementDetail {
    /// One file for each process.
    Processes,
    /// Open and mapped files, and the folder, as well.
    Files,
}

impl UsageMeter {
    /// `run_start` is a time before the program began: what it creates in
    /// shared memory is newer.
    pub fn new(
        root: i32,
        parent: i32,
        folder: PathBuf,
        run_start: SystemTime,
    ) -> UsageMeter {
        UsageMeter {
            root_pid: root,
            parent_pid: parent,
            folder,
            shared_memory: SharedMemory::new(run_start),
            shared_objects: SharedObjects::default(),
            disk_kb: 0,
        }
    }

    /// Measures. A process that has exited counts until its parent has waited
    /// for it, since it takes a place in the system's table until then. Stops
    /// counting at the first process or thread beyond the limits, and what a
    /// process has mapped beyond the limit of memory, so that the cost is
    /// bounded: by what so many processes may have open and mapped.
    pub fn measure(
        &mut self,
        limits: &ResourceLimits,
        detail: MeasurementDetail,
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
        if folder_has_changed || detail == MeasurementDetail::Files {
            self.measure_files(&pids, limits.disk_kb());
        }
        usage.disk_kb = self.disk_kb;
        // An upper bound: what several processes map is counted for each, and
        // what they map of a shared object once more.
        let shared_kb = self.shared_objects.total_kb();
        usage.memory_kb += shared_kb;
        let may_be_less = pids.len() > 1 || shared_kb > 0;
        if may_be_less && usage.memory_kb > limits.memory_kb() {
            usage.memory_kb = shared_kb;
            for pid in pids {
                usage.memory_kb += self.memory_without_shared_objects_kb(pid);
                if usage.memory_kb > limits.memory_kb() {
                    break;
                }
            }
        }
        usage
    }

    /// The memory of a process without the objects that are counted as a
    /// whole. What it shares with other processes is divided among them.
    fn memory_without_shared_objects_kb(&self, pid: i32) -> u64 {
        memory::proportional_kb(pid, &self.shared_objects).unwrap_or_else(
            // A process that has ended in the meantime uses nothing. Of one
            // with very many mappings, all that it has in memory counts.
            || processes::read(pid).map_or(0, Process::memory_kb),
        )
    }

    fn measure_files(&mut self, pids: &[i32], max_disk_kb: u64) {
        let mut files = OpenFiles::default();
        for pid in pids {
            files.add_descriptors(*pid, &mut self.shared_memory);
            files.add_mappings(*pid);
        }
        self.disk_kb =
            files.deleted_kb() + measure_folder_kb(&self.folder, max_disk_kb);
        self.shared_objects = self.shared_memory.measure(files.into_shared());
    }

    /// Removes the shared memory that the program has left.
    pub fn remove_shared_memory(&self) {
        self.shared_memory.remove_all();
    }
}
