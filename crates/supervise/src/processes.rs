//! Which processes exist and what they use, as `/proc` lists them.
//!
//! Only Linux has this folder. On other systems the list is empty, so memory,
//! processes and threads are not limited there.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// A process at the time of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process {
    pub pid: i32,
    parent_pid: i32,
    pub thread_count: usize,
    /// Resident memory.
    resident_page_count: u64,
    /// CPU time, in the system's own ticks.
    cpu_ticks: u64,
    pub is_zombie: bool,
}

/// All processes of the machine, by their parents.
#[derive(Debug, Default)]
pub struct Snapshot {
    children: HashMap<i32, Vec<Process>>,
}

/// What several processes use together at one time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub process_count: usize,
    pub thread_count: usize,
    pub memory_kb: u64,
    /// CPU time so far.
    pub cpu_time: Duration,
    /// Files in the program's folder, and deleted ones that are still open.
    pub disk_kb: u64,
}

impl Usage {
    pub(crate) fn add(&mut self, process: Process) {
        self.process_count += 1;
        self.thread_count += process.thread_count;
        self.memory_kb += process.memory_kb();
        self.cpu_time +=
            tick_duration() * u32::try_from(process.cpu_ticks).unwrap_or(0);
    }
}

impl Process {
    pub(crate) fn memory_kb(self) -> u64 {
        self.resident_page_count * page_size_kb()
    }
}

/// Reads one process; `None` where it has ended.
pub fn read(pid: i32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    parse(pid, &stat)
}

impl Snapshot {
    pub fn read() -> Snapshot {
        let mut snapshot = Snapshot::default();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(pid) = name.to_str().and_then(|name| name.parse().ok())
            else {
                continue;
            };
            // The process may have ended since the folder was read.
            let stat = fs::read_to_string(entry.path().join("stat"));
            if let Some(process) = stat.ok().and_then(|s| parse(pid, &s)) {
                let siblings = snapshot.children.entry(process.parent_pid);
                siblings.or_default().push(process);
            }
        }
        snapshot
    }

    /// Children, their children, and so on, without the ancestor.
    pub fn descendants_of(&self, ancestor: i32) -> Vec<Process> {
        let mut found: Vec<Process> = Vec::new();
        let mut parents = vec![ancestor];
        while let Some(parent) = parents.pop() {
            let children = self.children.get(&parent);
            for child in children.into_iter().flatten() {
                parents.push(child.pid);
                found.push(*child);
            }
        }
        found
    }

    /// What the living descendants use together.
    pub fn usage_below(&self, ancestor: i32) -> Usage {
        let mut usage = Usage::default();
        for process in self.descendants_of(ancestor) {
            if !process.is_zombie {
                usage.add(process);
            }
        }
        usage
    }

    pub(crate) fn children_of(&self, pid: i32) -> Vec<i32> {
        let children = self.children.get(&pid).into_iter().flatten();
        children.map(|child| child.pid).collect()
    }
}

#[cfg(unix)]
fn page_size_kb() -> u64 {
    (rustix::param::page_size() / 1024) as u64
}

#[cfg(unix)]
fn tick_duration() -> Duration {
    Duration::from_secs(1)
        / u32::try_from(rustix::param::clock_ticks_per_second()).unwrap_or(100)
}

#[cfg(not(unix))]
fn tick_duration() -> Duration {
    Duration::from_millis(10)
}

#[cfg(not(unix))]
fn page_size_kb() -> u64 {
    4
}

/// `1234 (a name) S 1 …`; the name may hold blanks and parentheses itself.
fn parse(pid: i32, stat: &str) -> Option<Process> {
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    Some(Process {
        pid,
        is_zombie: matches!(*fields.first()?, "Z" | "X"),
        parent_pid: fields.get(1)?.parse().ok()?,
        cpu_ticks: number_field(&fields, 11)? + number_field(&fields, 12)?,
        thread_count: fields.get(17)?.parse().ok()?,
        resident_page_count: fields.get(21)?.parse().ok()?,
    })
}

fn number_field(fields: &[&str], index: usize) -> Option<u64> {
    fields.get(index)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT_LINE: &str = "42 (a) b) S 7 42 42 0 -1 4194304 98 0 0 0 30 12 0 \
        0 \
        20 0 3 0 12345 8540160 512 18446744073709551615 1 1 0 0 0 0 0";

    #[test]
    fn the_name_in_a_stat_line_may_hold_parentheses() {
        let process = parse(42, STAT_LINE).unwrap();
        assert_eq!(process.parent_pid, 7);
        assert_eq!(process.thread_count, 3);
        assert_eq!(process.resident_page_count, 512);
        assert_eq!(process.cpu_ticks, 42);
        assert!(!process.is_zombie);
        assert_eq!(parse(42, "42 (cut) S"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_child_is_a_descendant_and_uses_memory() {
        let mut child = std::process::Command::new("sleep")
            .arg("10")
            .spawn()
            .unwrap();
        let us = i32::try_from(std::process::id()).unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        // Just made, it has no memory yet.
        let start = std::time::Instant::now();
        let (found, usage) = loop {
            let snapshot = Snapshot::read();
            let usage = snapshot.usage_below(us);
            if usage.memory_kb > 100 || start.elapsed().as_secs() > 5 {
                break (snapshot.descendants_of(us), usage);
            }
        };
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found.iter().any(|process| process.pid == pid));
        assert!(usage.memory_kb > 100, "{usage:?}");
        assert!(usage.thread_count >= usage.process_count, "{usage:?}");
    }
}
