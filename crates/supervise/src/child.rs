//! Starts a program below a supervisor (`workbook supervise`).
//!
//! Dropping the handle ends the program and everything that it has started,
//! because the supervisor's standard input then ends.

use crate::limits::ResourceLimits;
use crate::protocol::{EndCause, KILL, Report, TERMINATE};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::time::timeout;

/// How long to wait for the end of a process tree that was killed.
const KILL_TIMEOUT: Duration = Duration::from_secs(2);

/// How often the workbook checks the supervisor's state: less often than the
/// second stage does (`supervisor/parent.rs`), so that this one can end the
/// program and continue the supervisor first.
#[cfg(target_os = "linux")]
const STOPPED_CHECK_INTERVAL: Duration = Duration::from_millis(250);

/// What to start, and how.
#[derive(Debug)]
pub struct SpawnSpec<'a> {
    /// The workbook's own program, which is the supervisor too.
    pub workbook_program: &'a Path,
    pub program: &'a Path,
    pub arguments: Vec<OsString>,
    pub working_directory: &'a Path,
    /// The folder that the supervisor removes afterwards.
    pub folder_to_remove: Option<&'a Path>,
    /// The whole environment; `None` means that of the workbook.
    pub environment: Option<Vec<(String, OsString)>>,
    pub stdout: Stdio,
    /// `None` for a program that may use what it likes.
    pub limits: Option<ResourceLimits>,
    /// The most address space that one process may reserve (RLIMIT_AS).
    pub address_space_mb: Option<u64>,
    pub priority: Priority,
}

/// How the program competes for processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Priority {
    #[default]
    Normal,
    /// It leaves them to others, as by `nice`.
    Background,
}

/// A program below its supervisor.
#[derive(Debug)]
pub struct SupervisedChild {
    supervisor: Child,
    control: Control,
    /// What has been received of the supervisor's report.
    report_bytes: Vec<u8>,
    /// Whether the workbook has asked for the program's end.
    is_end_requested: bool,
    pub stdout: Option<ChildStdout>,
    pub stderr: Option<ChildStderr>,
}

/// How a program ended.
#[derive(Debug, Clone, Copy)]
pub struct ProgramExit {
    pub status: ExitStatus,
    /// `None` where it ended by itself.
    pub end_cause: Option<EndCause>,
    /// Whether SIGKILL was sent.
    pub was_killed: bool,
    /// Whether the supervisor has reported this. Otherwise, `status` is the
    /// supervisor's own.
    pub is_reported: bool,
}

impl SupervisedChild {
    /// On Linux, this process adopts orphans from then on: what a program has
    /// started must not escape where its supervisors are killed.
    pub fn spawn(spec: SpawnSpec<'_>) -> io::Result<SupervisedChild> {
        #[cfg(target_os = "linux")]
        crate::orphans::adopt_orphans();
        let mut command = spec.into_command();
        let (mut supervisor, control) = Control::spawn(&mut command)?;
        Ok(SupervisedChild {
            control,
            report_bytes: Vec::new(),
            is_end_requested: false,
            stdout: supervisor.stdout.take(),
            stderr: supervisor.stderr.take(),
            supervisor,
        })
    }

    /// The supervisor's process id; the program descends from that process.
    pub fn id(&self) -> Option<i32> {
        self.supervisor.id()?.try_into().ok()
    }

    /// Waits until the program and everything that it started has ended.
    /// Kills both if the program has stopped its supervisor. Cancel safe.
    pub async fn wait(&mut self) -> io::Result<ProgramExit> {
        let supervisor_id = self.id();
        let was_stopped = tokio::select! {
            () = self.control.receive(&mut self.report_bytes) => false,
            () = wait_until_stopped(supervisor_id) => true,
        };
        if was_stopped {
            self.kill_without_supervisor().await;
        }
        let status = self.supervisor.wait().await?;
        let report =
            Report::parse(&String::from_utf8_lossy(&self.report_bytes));
        if let Some(report) = report {
            return Ok(ProgramExit {
                status: to_exit_status(report.wait_status),
                end_cause: report.end_cause,
                was_killed: report.was_killed,
                is_reported: true,
            });
        }
        let end_cause = cause_without_report(status, self.is_end_requested);
        if end_cause.is_some() {
            kill_orphans().await;
        }
        Ok(ProgramExit {
            status,
            end_cause,
            was_killed: false,
            is_reported: false,
        })
    }

    /// Sends SIGTERM to all processes of the program, and SIGKILL after the
    /// grace time.
    pub async fn terminate(&mut self) {
        self.is_end_requested = true;
        self.control.send(TERMINATE).await;
    }

    /// Sends SIGKILL to all processes of the program.
    pub async fn kill(&mut self) {
        self.is_end_requested = true;
        self.control.send(KILL).await;
    }

    /// Kills all processes and waits for their end; where the supervisor does
    /// not answer, without its help.
    pub async fn kill_and_wait(&mut self) {
        self.kill().await;
        if timeout(KILL_TIMEOUT, self.wait()).await.is_err() {
            self.kill_without_supervisor().await;
        }
    }

    /// Kills all processes and the supervisor, which may have been stopped.
    pub async fn kill_without_supervisor(&mut self) {
        #[cfg(target_os = "linux")]
        if let Some(id) = self.id() {
            let killing = tokio::task::spawn_blocking(move || {
                crate::process_tree::kill_all_below(id, KILL_TIMEOUT);
            });
            let _ = killing.await;
        }
        let _ = self.supervisor.start_kill();
        let _ = timeout(KILL_TIMEOUT, self.supervisor.wait()).await;
        kill_orphans().await;
    }
}

/// Waits until the supervisor stays stopped. Its second stage ends a program
/// that has stopped only the first one, and continues it.
#[cfg(target_os = "linux")]
async fn wait_until_stopped(supervisor_id: Option<i32>) {
    use crate::process_tree::state_of;
    let mut was_stopped = false;
    loop {
        tokio::time::sleep(STOPPED_CHECK_INTERVAL).await;
        // `t` is a process that a debugger has stopped.
        let state = supervisor_id.and_then(state_of);
        let is_stopped = matches!(state, Some('T' | 't'));
        if is_stopped && was_stopped {
            return;
        }
        was_stopped = is_stopped;
    }
}

#[cfg(not(target_os = "linux"))]
async fn wait_until_stopped(_: Option<i32>) {
    std::future::pending().await
}

/// Kills what a program has started and its supervisors can no longer kill.
async fn kill_orphans() {
    #[cfg(target_os = "linux")]
    {
        let killing = tokio::task::spawn_blocking(|| {
            crate::orphans::kill_orphans(KILL_TIMEOUT);
        });
        let _ = killing.await;
    }
}

impl SpawnSpec<'_> {
    fn into_command(self) -> Command {
        let mut command = Command::new(self.workbook_program);
        command.arg("supervise");
        if let Some(folder) = self.folder_to_remove {
            command.arg("--remove").arg(folder);
        }
        if let Some(limits) = self.limits {
            command.arg("--limits").arg(limits.to_string());
        }
        if let Some(mb) = self.address_space_mb {
            command.arg("--address-space-mb").arg(mb.to_string());
        }
        if self.priority == Priority::Background {
            command.arg("--background");
        }
        command
            .arg(self.program)
            .args(self.arguments)
            .current_dir(self.working_directory)
            .stdout(self.stdout)
            .stderr(Stdio::piped());
        if let Some(variables) = self.environment {
            command.env_clear().envs(variables);
        }
        // So Ctrl-C in the terminal does not reach the supervisor.
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}

/// The path of this program, also after its file has been replaced.
pub fn this_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        Ok(PathBuf::from("/proc/self/exe"))
    } else {
        std::env::current_exe()
    }
}

/// The workbook's end of the supervisor's standard input.
#[cfg(unix)]
#[derive(Debug)]
struct Control(tokio::net::UnixStream);

#[cfg(unix)]
impl Control {
    fn spawn(command: &mut Command) -> io::Result<(Child, Control)> {
        let (control, input) = tokio::net::UnixStream::pair()?;
        let input = input.into_std()?;
        input.set_nonblocking(false)?;
        command.stdin(Stdio::from(std::os::fd::OwnedFd::from(input)));
        let child = command.spawn()?;
        // Or the command would hold the other end open.
        command.stdin(Stdio::null());
        Ok((child, Control(control)))
    }

    /// Ignores errors: a supervisor that has ended needs no commands.
    async fn send(&mut self, command: u8) {
        let _ = self.0.write_all(&[command]).await;
    }

    /// Receives until the supervisor has ended. Cancel safe.
    async fn receive(&mut self, report: &mut Vec<u8>) {
        while let Ok(1..) = self.0.read_buf(report).await {}
    }
}

#[cfg(unix)]
fn to_exit_status(wait_status: i32) -> ExitStatus {
    std::os::unix::process::ExitStatusExt::from_raw(wait_status)
}

/// A supervisor that was killed sends no report.
#[cfg(unix)]
fn cause_without_report(
    status: ExitStatus,
    _is_end_requested: bool,
) -> Option<EndCause> {
    use std::os::unix::process::ExitStatusExt;
    status.signal().map(|_| EndCause::SupervisorAttacked)
}

/// Elsewhere the supervisor sends no report and exits as the program does.
#[cfg(not(unix))]
#[derive(Debug)]
struct Control(tokio::process::ChildStdin);

#[cfg(not(unix))]
impl Control {
    fn spawn(command: &mut Command) -> io::Result<(Child, Control)> {
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        let control = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok((child, Control(control)))
    }

    async fn send(&mut self, command: u8) {
        let _ = self.0.write_all(&[command]).await;
    }

    async fn receive(&mut self, _: &mut Vec<u8>) {}
}

#[cfg(not(unix))]
fn to_exit_status(wait_status: i32) -> ExitStatus {
    use std::os::windows::process::ExitStatusExt;
    ExitStatus::from_raw(wait_status.cast_unsigned())
}

#[cfg(not(unix))]
fn cause_without_report(
    _: ExitStatus,
    is_end_requested: bool,
) -> Option<EndCause> {
    is_end_requested.then_some(EndCause::Requested)
}
