//! What a test that hangs waits for, as far as the system tells: the call of
//! the system in which its thread stands still.
//!
//! Linux tells it in `/proc`; elsewhere nothing is known.

use crate::runner::processes::Snapshot;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Linux keeps so much of a thread's name.
const NAME_BYTES: usize = 15;

/// What a thread waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// All that std builds on: locks, channels, `join`, a parked thread.
    Thread,
    /// What an idle runtime does.
    Wake,
    Time,
    Bytes,
    Client,
    Process,
}

impl Waiting {
    /// The end of a sentence.
    pub fn says(self) -> &'static str {
        match self {
            Waiting::Thread => {
                "it waits for a lock, for a message, or for another thread, \
                 and that never comes"
            }
            Waiting::Wake => {
                "its runtime sleeps, since nothing wakes what it awaits"
            }
            Waiting::Time => "it sleeps for longer than a test may take",
            Waiting::Bytes => "it reads, and nothing is sent",
            Waiting::Client => "it waits for a client, and none connects",
            Waiting::Process => "it waits for a process that does not end",
        }
    }
}

/// A look at a test that hangs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// What it has computed so far; `None` where that cannot be known.
    pub cpu: Option<Duration>,
    /// `None` also where it computes.
    pub waiting: Option<Waiting>,
}

impl Look {
    /// At that test, somewhere below the ancestor.
    pub fn at(ancestor: Option<i32>, test: &str) -> Look {
        let Some(ancestor) = ancestor else {
            return Look::default();
        };
        let snapshot = Snapshot::take();
        let usage = snapshot.usage_below(ancestor);
        Look {
            // On other systems than Linux nothing is seen.
            cpu: (usage.processes > 0).then_some(usage.cpu),
            waiting: waiting(&snapshot, ancestor, test),
        }
    }
}

fn waiting(snapshot: &Snapshot, below: i32, test: &str) -> Option<Waiting> {
    let family = snapshot.descendants_of(below);
    family.iter().find_map(|process| {
        let threads = format!("/proc/{}/task", process.pid);
        let threads = fs::read_dir(threads).ok()?;
        let mut folders = threads.flatten().map(|thread| thread.path());
        let own = folders.find(|folder| is_named(folder, test))?;
        let call = fs::read_to_string(own.join("syscall")).ok()?;
        waiting_in(call.split_whitespace().next()?.parse().ok()?)
    })
}

fn is_named(thread: &Path, test: &str) -> bool {
    let name = fs::read(thread.join("comm")).unwrap_or_default();
    let name = name.strip_suffix(b"\n").unwrap_or(&name);
    let kept = test.len().min(NAME_BYTES);
    name == &test.as_bytes()[..kept]
}

/// `futex`, `epoll_wait` and `epoll_pwait`, the sleeps, `read` and
/// `recvfrom`, the accepts, the waits.
#[cfg(target_arch = "x86_64")]
fn waiting_in(call: u32) -> Option<Waiting> {
    Some(match call {
        202 => Waiting::Thread,
        232 | 281 => Waiting::Wake,
        35 | 230 => Waiting::Time,
        0 | 45 => Waiting::Bytes,
        43 | 288 => Waiting::Client,
        61 | 247 => Waiting::Process,
        _ => return None,
    })
}

#[cfg(target_arch = "aarch64")]
fn waiting_in(call: u32) -> Option<Waiting> {
    Some(match call {
        98 => Waiting::Thread,
        22 => Waiting::Wake,
        101 | 115 => Waiting::Time,
        63 | 207 => Waiting::Bytes,
        202 | 242 => Waiting::Client,
        95 | 260 => Waiting::Process,
        _ => return None,
    })
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn waiting_in(_: u32) -> Option<Waiting> {
    None
}
