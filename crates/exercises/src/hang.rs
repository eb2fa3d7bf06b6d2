//! What a test that hangs waits for: the system call that blocks its thread.
//!
//! Linux shows the call in `/proc`; on other systems it is unknown.

use std::fs;
use std::path::Path;
use std::time::Duration;
use supervise::processes::Snapshot;

/// How much of a thread's name Linux keeps.
const MAX_THREAD_NAME_BYTES: usize = 15;

/// The kind of system call that blocks a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockingCall {
    /// A futex: std's locks, channels and `join`, or a parked thread.
    Futex,
    /// Waiting for events, as an idle runtime does.
    Poll,
    Sleep,
    Read,
    Accept,
    WaitForProcess,
}

impl BlockingCall {
    /// Explains the call as the end of a sentence.
    pub fn explanation(self) -> &'static str {
        match self {
            BlockingCall::Futex => {
                "it waits for a lock, for a message, or for another thread, \
                 and that never comes"
            }
            BlockingCall::Poll => {
                "its runtime is idle, because nothing wakes the task that \
                 the test awaits"
            }
            BlockingCall::Sleep => "it sleeps for longer than a test may take",
            BlockingCall::Read => "it reads, and nothing is sent",
            BlockingCall::Accept => "it waits for a client, and none connects",
            BlockingCall::WaitForProcess => {
                "it waits for a process that does not end"
            }
        }
    }
}

/// What is known about a test that hangs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hang {
    /// The CPU time that it has used; `None` if that is unknown.
    pub cpu_time: Option<Duration>,
    /// `None` if it is computing, or if the call is unknown.
    pub blocking_call: Option<BlockingCall>,
}

impl Hang {
    /// Inspects the thread of that test, in any process below the ancestor.
    pub fn inspect(ancestor: Option<i32>, test: &str) -> Hang {
        let Some(ancestor) = ancestor else {
            return Hang::default();
        };
        let snapshot = Snapshot::read();
        let usage = snapshot.usage_below(ancestor);
        Hang {
            // Only Linux shows the processes.
            cpu_time: (usage.process_count > 0).then_some(usage.cpu_time),
            blocking_call: find_blocking_call(&snapshot, ancestor, test),
        }
    }
}

fn find_blocking_call(
    snapshot: &Snapshot,
    ancestor: i32,
    test: &str,
) -> Option<BlockingCall> {
    let family = snapshot.descendants_of(ancestor);
    family.iter().find_map(|process| {
        let threads = format!("/proc/{}/task", process.pid);
        let threads = fs::read_dir(threads).ok()?;
        let mut folders = threads.flatten().map(|thread| thread.path());
        let thread = folders.find(|folder| is_named(folder, test))?;
        let call = fs::read_to_string(thread.join("syscall")).ok()?;
        blocking_call_of_syscall(call.split_whitespace().next()?.parse().ok()?)
    })
}

fn is_named(thread: &Path, test: &str) -> bool {
    let name = fs::read(thread.join("comm")).unwrap_or_default();
    let name = name.strip_suffix(b"\n").unwrap_or(&name);
    let kept = test.len().min(MAX_THREAD_NAME_BYTES);
    name == &test.as_bytes()[..kept]
}

/// Numbers of `futex`; `epoll_wait` and `epoll_pwait`; `nanosleep` and
/// `clock_nanosleep`; `read` and `recvfrom`; `accept` and `accept4`; `wait4`
/// and `waitid`.
#[cfg(target_arch = "x86_64")]
fn blocking_call_of_syscall(syscall_number: u32) -> Option<BlockingCall> {
    Some(match syscall_number {
        202 => BlockingCall::Futex,
        232 | 281 => BlockingCall::Poll,
        35 | 230 => BlockingCall::Sleep,
        0 | 45 => BlockingCall::Read,
        43 | 288 => BlockingCall::Accept,
        61 | 247 => BlockingCall::WaitForProcess,
        _ => return None,
    })
}

#[cfg(target_arch = "aarch64")]
fn blocking_call_of_syscall(syscall_number: u32) -> Option<BlockingCall> {
    Some(match syscall_number {
        98 => BlockingCall::Futex,
        22 => BlockingCall::Poll,
        101 | 115 => BlockingCall::Sleep,
        63 | 207 => BlockingCall::Read,
        202 | 242 => BlockingCall::Accept,
        95 | 260 => BlockingCall::WaitForProcess,
        _ => return None,
    })
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn blocking_call_of_syscall(_: u32) -> Option<BlockingCall> {
    None
}
