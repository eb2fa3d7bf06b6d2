//! Linux: all that descends from the program is ours, also after a double
//! fork or `setsid`, since a child subreaper inherits every orphan below it.

use super::ending::Ending;
use crate::runner::processes::Snapshot;
use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait,
};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread;
use std::time::Duration;

const FIRST_PAUSE: Duration = Duration::from_micros(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// The program and everything that descends from it.
#[derive(Debug, Clone)]
pub struct Family {
    program: Pid,
}

impl Family {
    pub fn start(command: &mut Command) -> io::Result<Family> {
        set_child_subreaper(Some(getpid()))?;
        let child = command.process_group(0).spawn()?;
        let program = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let program = program.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Family { program })
    }

    pub fn terminate(&self) {
        signal_descendants(Signal::TERM);
    }

    pub fn kill(&self) {
        signal_descendants(Signal::KILL);
    }

    /// Waits for the program's end and clears up what it leaves behind.
    pub fn wait(self) -> Ending {
        let status = loop {
            match wait(WaitOptions::empty()) {
                Ok(Some((pid, status))) if pid == self.program => {
                    break Some(status);
                }
                Ok(_) | Err(Errno::INTR) => {}
                // Nobody else reaps here, so this does not come to pass.
                Err(_) => break None,
            }
        };
        clear_up();
        Ending(status)
    }
}

/// Kills and reaps until no child is left. Who forks faster than we look is
/// met again at the next look.
fn clear_up() {
    let mut pause = FIRST_PAUSE;
    while reap() == Left::Some {
        signal_descendants(Signal::KILL);
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

#[derive(PartialEq, Eq)]
enum Left {
    None,
    Some,
}

/// Takes note of every child that has ended.
fn reap() -> Left {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) | Err(Errno::INTR) => {}
            Ok(None) => return Left::Some,
            Err(_) => return Left::None,
        }
    }
}

fn signal_descendants(signal: Signal) {
    let snapshot = Snapshot::take();
    for process in snapshot.descendants_of(getpid().as_raw_pid()) {
        if let Some(pid) = Pid::from_raw(process.pid) {
            // It may have ended since.
            let _ = kill_process(pid, signal);
        }
    }
}
