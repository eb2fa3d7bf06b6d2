//! Systems without child subreapers: the program, and on Unix its process
//! group. A process that leaves the group escapes, and only the time is
//! limited.
//!
//! The tests on Linux run this too.

use super::args::{EXIT_CODE_NOT_STARTED, SupervisorArgs, report_not_started};
#[cfg(unix)]
use crate::child::Priority;
use crate::limits::ResourceLimits;
use crate::protocol::{EndCause, KILL, TERMINATE, TERMINATE_GRACE};
use crate::removal::remove_folder;
use std::io::{self, Read};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// How a program ended.
#[derive(Debug)]
#[cfg_attr(not(unix), allow(dead_code, reason = "there is no report"))]
struct ProgramEnd {
    status: ExitStatus,
    end_cause: Option<EndCause>,
    was_killed: bool,
}

/// Why a program's end is not known.
#[derive(Debug)]
enum RunError {
    NotStarted(io::Error),
    NotAwaited(io::Error),
}

/// How far the program's end is enforced. Shared by two threads: one waits for
/// the program, one follows commands.
#[derive(Debug, Default)]
struct SharedState(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    end_cause: Option<EndCause>,
    /// When the program is killed; `None` for never.
    kill_at: Option<Instant>,
    was_killed: bool,
}

impl SharedState {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The program is killed at that time, if it is not to be killed earlier.
    fn request_end(&self, kill_at: Instant) {
        let mut state = self.lock();
        state.end_cause.get_or_insert(EndCause::Requested);
        let earliest = state.kill_at.map_or(kill_at, |time| time.min(kill_at));
        state.kill_at = Some(earliest);
    }
}

#[cfg_attr(all(test, target_os = "linux"), expect(dead_code))]
pub fn run(args: &SupervisorArgs) -> ExitCode {
    #[cfg(unix)]
    let _ = super::signals::ignore_termination_signals();
    let end = run_program(args, io::stdin(), TERMINATE_GRACE);
    if let Some(folder) = &args.folder_to_remove {
        // Some systems do not remove a folder in which a process works.
        let _ = std::env::set_current_dir(std::env::temp_dir());
        let _ = remove_folder(folder);
    }
    match end {
        Ok(end) => report_and_exit_code(&end),
        Err(RunError::NotStarted(error)) => {
            report_not_started(&args.program, &error);
            ExitCode::from(EXIT_CODE_NOT_STARTED)
        }
        Err(RunError::NotAwaited(error)) => {
            let program = args.program.display();
            eprintln!("error: how `{program}` ended is not known: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(unix)]
fn report_and_exit_code(end: &ProgramEnd) -> ExitCode {
    use super::report;
    let wait_status =
        std::os::unix::process::ExitStatusExt::into_raw(end.status);
    report::send_report(&crate::protocol::Report {
        wait_status,
        end_cause: end.end_cause,
        was_killed: end.was_killed,
    });
    report::shell_exit_code(wait_status)
}

/// Standard input is no socket there, so the workbook gets no report.
#[cfg(not(unix))]
fn report_and_exit_code(end: &ProgramEnd) -> ExitCode {
    let code = end.status.code().unwrap_or(1);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

/// Runs the program to its end, and follows the workbook's commands until
/// then. `grace` is how long the program may take to end after SIGTERM.
fn run_program(
    args: &SupervisorArgs,
    commands: impl Read + Send + 'static,
    grace: Duration,
) -> Result<ProgramEnd, RunError> {
    let mut command = Command::new(&args.program);
    command.args(&args.arguments).stdin(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(unix)]
    if args.priority == Priority::Background {
        // The program inherits it.
        let _ = rustix::process::nice(10);
    }
    let mut program = command.spawn().map_err(RunError::NotStarted)?;
    let control = Arc::new(SharedState::default());
    control.lock().kill_at =
        args.limits.map(|limits| Instant::now() + limits.time);
    thread::spawn({
        let (control, id) = (control.clone(), program.id());
        move || follow_commands(commands, &control, id, grace)
    });
    let waited = wait_or_kill(&mut program, &control, args.limits);
    // What is left of its group.
    kill(&mut program);
    let status = waited.map_err(RunError::NotAwaited)?;
    let state = control.lock();
    Ok(ProgramEnd {
        status,
        end_cause: state.end_cause,
        was_killed: state.was_killed,
    })
}

fn follow_commands(
    mut commands: impl Read,
    control: &SharedState,
    id: u32,
    grace: Duration,
) {
    let mut command = [0];
    while let Ok(1) = commands.read(&mut command) {
        match command[0] {
            TERMINATE => {
                control.request_end(Instant::now() + grace);
                terminate(id);
            }
            KILL => control.request_end(Instant::now()),
            _ => {}
        }
    }
    // The workbook is gone.
    control.request_end(Instant::now());
}

/// Polls, so that the program can be killed in the meantime.
fn wait_or_kill(
    program: &mut Child,
    control: &SharedState,
    limits: Option<ResourceLimits>,
) -> io::Result<ExitStatus> {
    loop {
        if let Some(status) = program.try_wait()? {
            return Ok(status);
        }
        {
            let mut state = control.lock();
            if state.kill_at.is_some_and(|time| time <= Instant::now()) {
                if let Some(limits) = limits {
                    let limit = EndCause::Limit(limits.time_exceeded());
                    state.end_cause.get_or_insert(limit);
                }
                state.was_killed = true;
                kill(program);
            }
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::limits::LimitExceeded;
    use crate::supervisor::Stage;
    use std::io::Write;
    use std::os::unix::net::UnixStream;
    use std::sync::mpsc;

    /// More than a busy machine needs for anything here.
    const LONG_TIME: Duration = Duration::from_secs(60);

    fn shell_args(script: &str) -> SupervisorArgs {
        SupervisorArgs {
            program: "sh".into(),
            arguments: vec!["-c".into(), script.into()],
            folder_to_remove: None,
            limits: None,
            address_space_mb: None,
            priority: crate::Priority::Normal,
            stage: Stage::default(),
        }
    }

    /// Runs the program in another thread, so that a program which is not
    /// ended makes the test fail.
    fn run_in_time(
        args: SupervisorArgs,
        input: UnixStream,
        grace: Duration,
    ) -> Result<ProgramEnd, RunError> {
        let (end_tx, end_rx) = mpsc::channel();
        thread::spawn(move || {
            let _ = end_tx.send(run_program(&args, input, grace));
        });
        end_rx.recv_timeout(LONG_TIME * 2).expect("it ends")
    }

    #[test]
    fn a_program_that_ends_by_itself_has_no_cause() {
        let (_workbook, input) = UnixStream::pair().unwrap();
        let end = run_in_time(shell_args("exit 7"), input, LONG_TIME).unwrap();
        assert_eq!(end.status.code(), Some(7));
        assert_eq!(end.end_cause, None);
        assert!(!end.was_killed);
    }

    #[test]
    fn a_program_is_killed_at_its_time_limit() {
        let (_workbook, input) = UnixStream::pair().unwrap();
        let mut args = shell_args("sleep 1000.51 & sleep 1000.51");
        let time = Duration::from_millis(300);
        args.limits = Some(ResourceLimits {
            time,
            memory_mb: 1,
            processes: 1,
            threads: 1,
            disk_mb: 1,
        });
        let end = run_in_time(args, input, LONG_TIME).unwrap();
        let limit = LimitExceeded::Time { limit: time };
        assert_eq!(end.end_cause, Some(EndCause::Limit(limit)));
        assert!(end.was_killed);
        assert_eq!(end.status.code(), None);
    }

    /// Asks the script to end when it has created the file `READY`.
    fn end_of_terminated_script(script: &str, grace: Duration) -> ProgramEnd {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready");
        let script = script.replace("READY", &ready.display().to_string());
        let (mut workbook, input) = UnixStream::pair().unwrap();
        let (end_tx, end_rx) = mpsc::channel();
        let asking = thread::spawn(move || {
            while !ready.exists() {
                thread::sleep(POLL_INTERVAL);
            }
            workbook.write_all(&[TERMINATE]).unwrap();
            // The end of the input would kill the program.
            let () = end_rx.recv().unwrap();
            drop(workbook);
        });
        let end = run_in_time(shell_args(&script), input, grace).unwrap();
        end_tx.send(()).unwrap();
        asking.join().unwrap();
        end
    }

    #[test]
    fn a_program_may_end_by_itself_when_asked_to() {
        let script = "trap 'exit 3' TERM; touch READY; \
            while :; do sleep 0.01; done";
        let end = end_of_terminated_script(script, LONG_TIME);
        assert_eq!(end.status.code(), Some(3));
        assert_eq!(end.end_cause, Some(EndCause::Requested));
        assert!(!end.was_killed);
    }

    #[test]
    fn a_program_that_ignores_the_request_is_killed() {
        let script = "trap '' TERM; touch READY; while :; do sleep 0.01; done";
        let grace = Duration::from_millis(200);
        let end = end_of_terminated_script(script, grace);
        assert_eq!(end.status.code(), None);
        assert_eq!(end.end_cause, Some(EndCause::Requested));
        assert!(end.was_killed);
    }

    #[test]
    fn the_program_is_killed_when_the_workbook_is_gone() {
        let (workbook, input) = UnixStream::pair().unwrap();
        drop(workbook);
        let args = shell_args("sleep 1000.52");
        let end = run_in_time(args, input, LONG_TIME).unwrap();
        assert_eq!(end.end_cause, Some(EndCause::Requested));
        assert!(end.was_killed);
    }

    #[test]
    fn a_program_that_is_missing_is_an_error() {
        let (_workbook, input) = UnixStream::pair().unwrap();
        let mut args = shell_args("");
        args.program = "/no/such/program".into();
        let error = run_in_time(args, input, LONG_TIME).unwrap_err();
        assert!(matches!(error, RunError::NotStarted(_)), "{error:?}");
    }
}
