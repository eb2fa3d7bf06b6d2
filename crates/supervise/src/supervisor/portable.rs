//! Systems without child subreapers: the program, and on Unix its process
//! group. A process that leaves the group escapes, and only the time is
//! limited.

use super::args::{EXIT_CODE_NOT_STARTED, SupervisorArgs, report_not_started};
#[cfg(unix)]
use crate::child::Priority;
use crate::protocol::{KILL, TERMINATE, TERMINATE_GRACE};
use std::fs;
use std::io::{self, Read};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// When the program is killed; `None` for never.
type Deadline = Arc<Mutex<Option<Instant>>>;

pub fn run(args: &SupervisorArgs) -> ExitCode {
    #[cfg(unix)]
    let _ = super::signals::ignore_termination_signals();
    let mut command = Command::new(&args.program);
    command.args(&args.arguments).stdin(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(unix)]
    if args.priority == Priority::Background {
        // The program inherits it.
        let _ = rustix::process::nice(10);
    }
    let mut program = match command.spawn() {
        Ok(program) => program,
        Err(error) => {
            report_not_started(&args.program, &error);
            return ExitCode::from(EXIT_CODE_NOT_STARTED);
        }
    };
    let limit = args.limits.map(|limits| Instant::now() + limits.time);
    let deadline: Deadline = Arc::new(Mutex::new(limit));
    thread::spawn({
        let (deadline, id) = (deadline.clone(), program.id());
        move || follow_commands(io::stdin(), &deadline, id)
    });
    let code = wait_or_kill(&mut program, &deadline);
    kill(&mut program);
    if let Some(folder) = &args.folder_to_remove {
        let _ = std::env::set_current_dir(std::env::temp_dir());
        let _ = fs::remove_dir_all(folder);
    }
    code
}

fn follow_commands(mut workbook_pipe: impl Read, deadline: &Deadline, id: u32) {
    let set = |time| {
        let mut deadline =
            deadline.lock().unwrap_or_else(PoisonError::into_inner);
        *deadline = Some(time);
    };
    let mut command = [0];
    while let Ok(1) = workbook_pipe.read(&mut command) {
        match command[0] {
            TERMINATE => {
                terminate(id);
                set(Instant::now() + TERMINATE_GRACE);
            }
            KILL => set(Instant::now()),
            _ => {}
        }
    }
    set(Instant::now());
}

/// Polls, so that the program can be killed in the meantime.
fn wait_or_kill(program: &mut Child, deadline: &Deadline) -> ExitCode {
    loop {
        match program.try_wait() {
            Ok(None) => {}
            Ok(Some(status)) => {
                let code = status.code().unwrap_or(1);
                return ExitCode::from(u8::try_from(code).unwrap_or(1));
            }
            Err(_) => return ExitCode::FAILURE,
        }
        let deadline = *deadline.lock().unwrap_or_else(PoisonError::into_inner);
        if deadline.is_some_and(|time| time <= Instant::now()) {
            kill(program);
        }
        thread::sleep(POLL_INTERVAL);
    }
}

#[cfg(unix)]
fn process_group(id: u32) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(id).ok()?)
}

#[cfg(unix)]
fn terminate(id: u32) {
    if let Some(group) = process_group(id) {
        let _ = rustix::process::kill_process_group(
            group,
            rustix::process::Signal::TERM,
        );
    }
}

/// Windows has no SIGTERM; the program is killed after the grace time.
#[cfg(not(unix))]
fn terminate(_: u32) {}

fn kill(program: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = process_group(program.id()) {
        let _ = rustix::process::kill_process_group(
            group,
            rustix::process::Signal::KILL,
        );
    }
    let _ = program.kill();
}
