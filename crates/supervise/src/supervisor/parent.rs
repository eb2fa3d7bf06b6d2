//! The stage between the supervisor and the program: starts the program,
//! reaps what it leaves, and ends everything when the supervisor is gone.

use super::args::{EXIT_CODE_NOT_STARTED, SupervisorArgs, report_not_started};
use super::signals::ignore_termination_signals;
use crate::orphans::mark_as_supervised;
use crate::process_tree::{signal_descendants, state_of};
use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitOptions, getpid, getppid, kill_process,
    set_child_subreaper, wait,
};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Follows the program's wait status where the supervisor was stopped.
pub const ATTACKED_SUFFIX: &str = " attacked";

/// How often this stage checks the supervisor's state: more often than the
/// workbook does (`STOPPED_CHECK_INTERVAL`).
const CHECK_INTERVAL: Duration = Duration::from_millis(100);
/// The pause between two rounds of killing.
pub const KILL_ROUND_PAUSE: Duration = Duration::from_millis(5);

pub fn run(args: &SupervisorArgs) -> ExitCode {
    let _ = ignore_termination_signals();
    let _ = set_child_subreaper(Some(getpid()));
    mark_as_supervised();
    let socket = io::stdin().as_fd().try_clone_to_owned();
    let (Ok(socket), Some(supervisor)) = (socket, getppid()) else {
        return ExitCode::from(EXIT_CODE_NOT_STARTED);
    };
    let mut socket = UnixStream::from(socket);
    let own_id = getpid().as_raw_pid();
    let spawned = args
        .next_stage_command(&format!("launcher={own_id}"))
        .stdin(Stdio::null())
        .process_group(0)
        .spawn();
    let program = match spawned {
        Ok(child) => i32::try_from(child.id()).unwrap_or(0),
        Err(error) => {
            report_not_started(&args.program, &error);
            return ExitCode::from(EXIT_CODE_NOT_STARTED);
        }
    };
    let attacked = Arc::new(AtomicBool::new(false));
    if let Ok(socket) = socket.try_clone() {
        let attacked = attacked.clone();
        thread::spawn(move || {
            kill_program_without_supervisor(supervisor, socket, &attacked)
        });
    }
    if let Some(status) = wait_for_exit(program) {
        let suffix = if attacked.load(Ordering::Relaxed) {
            ATTACKED_SUFFIX
        } else {
            ""
        };
        let _ = write!(socket, "{status}{suffix}");
    }
    while reap_exited_children() {
        signal_descendants(own_id, None, Signal::KILL);
        thread::sleep(KILL_ROUND_PAUSE);
    }
    ExitCode::SUCCESS
}

/// Waits until the supervisor has been killed or stopped, and then kills the
/// program until this process ends.
fn kill_program_without_supervisor(
    supervisor: Pid,
    mut socket: UnixStream,
    attacked: &AtomicBool,
) {
    let _ = socket.set_read_timeout(Some(CHECK_INTERVAL));
    let mut buffer = [0];
    loop {
        let is_stopped = state_of(supervisor.as_raw_pid()) == Some('T');
        match socket.read(&mut buffer) {
            Err(error) if !is_stopped && is_timeout_or_interrupt(&error) => {}
            _ => break,
        }
    }
    attacked.store(true, Ordering::Relaxed);
    loop {
        signal_descendants(getpid().as_raw_pid(), None, Signal::KILL);
        // Where it was only stopped, it can report what has happened.
        if getppid() == Some(supervisor) {
            let _ = kill_process(supervisor, Signal::CONT);
        }
        thread::sleep(KILL_ROUND_PAUSE);
    }
}

fn is_timeout_or_interrupt(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

/// Reaps children until this one has exited, and returns its wait status.
fn wait_for_exit(child: i32) -> Option<i32> {
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if pid.as_raw_pid() == child => {
                return Some(status.as_raw());
            }
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return None,
        }
    }
}

/// Reaps every child that has exited. Returns whether another child is left.
pub fn reap_exited_children() -> bool {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) | Err(Errno::INTR) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}
