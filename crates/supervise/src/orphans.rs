//! Processes that have lost both of their supervisors.
//!
//! The workbook is a *child subreaper*: a process below it whose parent ends
//! becomes its child, unless a supervisor is nearer. Such a child may also be
//! one that must live on, for example a browser whose launcher has ended. A
//! resource limit tells them apart. The second supervisor lowers it, the
//! kernel passes it on to all descendants, and only root can raise it again.

use crate::process_tree::{
    KILL_ROUND_PAUSE, children_of, kill_with_descendants,
};
use rustix::process::{
    Pid, Resource, Rlimit, WaitOptions, getpid, getrlimit, set_child_subreaper,
    setrlimit, waitpid,
};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// The limit that marks a supervised process. It is the memory of POSIX
/// message queues, where one byte makes no difference to any program.
const MARKER_RLIMIT: Resource = Resource::Msgqueue;
const MARKER_RLIMIT_NAME: &str = "Max msgqueue size";

/// The kernel's default, for a user without a limit.
const DEFAULT_QUEUE_BYTES: u64 = 819_200;

/// From now on, this process adopts orphans that descend from it.
pub fn adopt_orphans() {
    let _ = set_child_subreaper(Some(getpid()));
}

/// Marks this process and all that it starts as supervised.
pub fn mark_as_supervised() {
    let old = getrlimit(MARKER_RLIMIT);
    let highest = old.maximum.unwrap_or(DEFAULT_QUEUE_BYTES).saturating_sub(1);
    let current = old.current.unwrap_or(highest).min(highest);
    let marked = Rlimit {
        current: Some(current),
        maximum: Some(highest),
    };
    // A limit can always be lowered.
    let _ = setrlimit(MARKER_RLIMIT, marked);
}

/// Kills and reaps the supervised processes that this process has adopted,
/// with their descendants, until none is left.
pub fn kill_orphans(time_limit: Duration) {
    let own_id = getpid().as_raw_pid();
    let start = Instant::now();
    loop {
        let mut orphans = children_of(own_id);
        orphans.retain(|id| is_supervised(*id));
        if orphans.is_empty() || start.elapsed() >= time_limit {
            return;
        }
        for orphan in orphans {
            kill_with_descendants(orphan);
            // Nothing else in this process waits for an adopted child.
            let _ = waitpid(Pid::from_raw(orphan), WaitOptions::NOHANG);
        }
        thread::sleep(KILL_ROUND_PAUSE);
    }
}

/// Whether a child of this process has the mark. A zombie keeps it.
fn is_supervised(child: i32) -> bool {
    let own = getrlimit(MARKER_RLIMIT).maximum.unwrap_or(u64::MAX);
    marker_limit_of(child).is_some_and(|mark| mark < own)
}

/// The hard limit of a process, the last number of its line; `None` where the
/// process is gone.
fn marker_limit_of(pid: i32) -> Option<u64> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix(MARKER_RLIMIT_NAME))?;
    match line.split_whitespace().nth(1)? {
        "unlimited" => Some(u64::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process_tree::state_of;
    use std::process::Command;

    const TIMEOUT: Duration = Duration::from_secs(20);

    /// Starts a process that this one adopts, and returns its id.
    fn spawn_orphan(launcher: &[&str]) -> i32 {
        let script = "sleep 1000.32 >/dev/null 2>&1 & echo $!";
        let mut command = Command::new(launcher[0]);
        command.args(&launcher[1..]).args(["sh", "-c", script]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    }

    #[test]
    fn only_adopted_processes_with_the_mark_are_killed() {
        adopt_orphans();
        let unmarked = spawn_orphan(&["env"]);
        let marked = spawn_orphan(&["prlimit", "--msgqueue=1000"]);
        let own_children = children_of(getpid().as_raw_pid());
        assert!(own_children.contains(&unmarked), "{own_children:?}");
        assert!(own_children.contains(&marked), "{own_children:?}");
        kill_orphans(TIMEOUT);
        assert_eq!(state_of(marked), None);
        assert!(state_of(unmarked).is_some_and(|state| state != 'Z'));
        kill_with_descendants(unmarked);
        waitpid(Pid::from_raw(unmarked), WaitOptions::empty()).unwrap();
    }
}
