//! Unix without child subreapers: the program and its process group. What
//! leaves the group by `setsid` is lost to us.

use super::ending::Ending;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, kill_process_group, waitpid};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// The program's process group.
#[derive(Debug, Clone)]
pub struct Family {
    program: Pid,
}

impl Family {
    pub fn start(command: &mut Command) -> io::Result<Family> {
        let child = command.process_group(0).spawn()?;
        let program = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let program = program.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Family { program })
    }

    pub fn terminate(&self) {
        let _ = kill_process_group(self.program, Signal::TERM);
    }

    pub fn kill(&self) {
        let _ = kill_process_group(self.program, Signal::KILL);
    }

    /// Waits for the program's end and kills what is left of its group.
    pub fn wait(self) -> Ending {
        let status = loop {
            match waitpid(Some(self.program), WaitOptions::empty()) {
                Ok(Some((_, status))) => break Some(status),
                Ok(None) | Err(Errno::INTR) => {}
                // Nobody else reaps here, so this does not come to pass.
                Err(_) => break None,
            }
        };
        self.kill();
        Ending(status)
    }
}
