//! The descendants of a process, read from `/proc`, and killing them.
//!
//! `/proc/PID/task/TID/children` names the children of one process, so the
//! cost depends on the descendants only and not on how many other processes
//! the machine has.

use crate::processes::Snapshot;
use rustix::process::{Pid, Signal, getpgid, kill_process, kill_process_group};
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

/// The pause between two rounds of killing, so that others can run.
pub const KILL_ROUND_PAUSE: Duration = Duration::from_millis(2);

/// Walks over the descendants of a process, parents before their children.
#[derive(Debug)]
pub struct Descendants {
    pending_pids: Vec<i32>,
    seen_pids: HashSet<i32>,
    /// The process that was returned last, whose children are still to come.
    current_pid: i32,
    /// All processes, where the kernel does not name the children of one.
    snapshot: Option<Snapshot>,
}

impl Descendants {
    pub fn new(root: i32) -> Descendants {
        Descendants {
            pending_pids: Vec::new(),
            seen_pids: HashSet::from([root]),
            current_pid: root,
            snapshot: (!has_children_files()).then(Snapshot::read),
        }
    }

    /// The children of all threads of a process. Incomplete where processes
    /// start and end in the meantime.
    fn children_of(&self, pid: i32) -> Vec<i32> {
        if let Some(snapshot) = &self.snapshot {
            return snapshot.children_of(pid);
        }
        let tasks = fs::read_dir(format!("/proc/{pid}/task"));
        let mut children = Vec::new();
        for task in tasks.into_iter().flatten().flatten() {
            let list = fs::read_to_string(task.path().join("children"));
            let list = list.unwrap_or_default();
            let ids = list.split_whitespace().flat_map(str::parse::<i32>);
            children.extend(ids);
        }
        children
    }
}

impl Iterator for Descendants {
    type Item = i32;

    /// Reads the children of a process only after the caller has handled the
    /// process itself: one that was killed can have no more.
    fn next(&mut self) -> Option<i32> {
        self.pending_pids.extend(self.children_of(self.current_pid));
        while let Some(pid) = self.pending_pids.pop() {
            if self.seen_pids.insert(pid) {
                self.current_pid = pid;
                return Some(pid);
            }
        }
        None
    }
}

/// Whether this kernel was built with CONFIG_PROC_CHILDREN.
fn has_children_files() -> bool {
    static HAS_CHILDREN_FILES: LazyLock<bool> = LazyLock::new(|| {
        let id = std::process::id();
        Path::new(&format!("/proc/self/task/{id}/children")).exists()
    });
    *HAS_CHILDREN_FILES
}

/// Sends the signal to every descendant of `root` except `spared`.
///
/// SIGKILL is also sent to process groups whose leaders descend from `root`:
/// the kernel lets no process of the group fork while it does that.
pub fn signal_descendants(root: i32, spared: Option<i32>, signal: Signal) {
    for id in Descendants::new(root) {
        if Some(id) != spared {
            signal_process(id, signal);
        }
    }
}

/// Kills a process and all its descendants. Those that lose their parent in
/// the meantime may survive.
pub fn kill_with_descendants(root: i32) {
    signal_process(root, Signal::KILL);
    signal_descendants(root, None, Signal::KILL);
}

fn signal_process(id: i32, signal: Signal) {
    let Some(pid) = Pid::from_raw(id) else {
        return;
    };
    let leads_group = getpgid(Some(pid)).is_ok_and(|group| group == pid);
    if signal == Signal::KILL && leads_group {
        let _ = kill_process_group(pid, signal);
    }
    // The process may have ended since it was listed.
    let _ = kill_process(pid, signal);
}

/// The children of a process.
pub fn children_of(pid: i32) -> Vec<i32> {
    Descendants::new(pid).children_of(pid)
}

/// Kills the descendants of another process until only exited ones are left.
pub fn kill_all_below(root: i32, time_limit: Duration) {
    let start = Instant::now();
    while Descendants::new(root).any(is_alive) && start.elapsed() < time_limit {
        signal_descendants(root, None, Signal::KILL);
        thread::sleep(KILL_ROUND_PAUSE);
    }
}

/// Whether the process exists and has not exited.
fn is_alive(pid: i32) -> bool {
    state_of(pid).is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

/// The state letter of a process, such as `S`, `T` (stopped) or `Z`.
pub fn state_of(pid: i32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.trim_start().chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    #[test]
    fn a_grandchild_is_found_and_killed_and_its_parent_spared() {
        let script = "sleep 1000.31 & sleep 1000.31 & wait";
        let mut shell = Command::new("sh")
            .args(["-c", script])
            .process_group(0)
            .spawn()
            .unwrap();
        let id = i32::try_from(shell.id()).unwrap();
        let start = Instant::now();
        while Descendants::new(id).count() < 2 {
            assert!(start.elapsed() < Duration::from_secs(20));
            thread::sleep(KILL_ROUND_PAUSE);
        }
        kill_all_below(id, Duration::from_secs(20));
        // Its children are gone, so it ends by itself.
        assert!(shell.wait().unwrap().code().is_some());
    }

    #[test]
    fn the_state_of_a_process_is_a_letter() {
        let own_id = i32::try_from(std::process::id()).unwrap();
        assert!(state_of(own_id).unwrap().is_ascii_uppercase());
        assert_eq!(state_of(-1), None);
    }
}
