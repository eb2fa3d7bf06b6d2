//! Starting a process below a supervisor (`workbook supervise`).
//!
//! Dropping the handle is enough to end all of the process's family: the
//! supervisor then finds its standard input at its end.

use crate::command::supervise::{KILL, TERMINATE};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// How long a killed family may take to be gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// What to start.
#[derive(Debug)]
pub struct Errand<'a> {
    /// The workbook's own program, which is the supervisor.
    pub workbook: &'a Path,
    pub program: &'a Path,
    pub arguments: Vec<OsString>,
    /// Where it works.
    pub folder: &'a Path,
    /// Whether the supervisor removes that folder afterwards.
    pub remove: bool,
    /// All of its environment; `None` means ours.
    pub environment: Option<Vec<(String, OsString)>>,
    pub stdout: Stdio,
}

/// A process below its supervisor.
#[derive(Debug)]
pub struct Supervised {
    supervisor: Child,
    reins: ChildStdin,
    pub stdout: Option<ChildStdout>,
    pub stderr: Option<ChildStderr>,
}

impl Supervised {
    pub fn start(errand: Errand<'_>) -> io::Result<Supervised> {
        let mut supervisor = errand.command().spawn()?;
        let reins = supervisor.stdin.take();
        let reins = reins.ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Supervised {
            reins,
            stdout: supervisor.stdout.take(),
            stderr: supervisor.stderr.take(),
            supervisor,
        })
    }

    /// The supervisor's process; the program descends from it.
    pub fn id(&self) -> Option<i32> {
        self.supervisor.id()?.try_into().ok()
    }

    /// Waits for the end of all its family; may be dropped and asked again.
    pub async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.supervisor.wait().await
    }

    /// Asks the family to end.
    pub async fn terminate(&mut self) {
        self.wish(TERMINATE).await;
    }

    /// Kills the family.
    pub async fn kill(&mut self) {
        self.wish(KILL).await;
    }

    /// Kills the family and waits until it is gone, or until it is hopeless.
    pub async fn killed(&mut self) {
        self.kill().await;
        let _ = timeout(PATIENCE, self.wait()).await;
    }

    /// A supervisor that has ended hears nothing, and need not.
    async fn wish(&mut self, wish: u8) {
        let _ = self.reins.write_all(&[wish]).await;
    }
}

impl Errand<'_> {
    fn command(self) -> Command {
        let mut command = Command::new(self.workbook);
        command.arg("supervise");
        if self.remove {
            command.arg("--remove").arg(self.folder);
        }
        command
            .arg(self.program)
            .args(self.arguments)
            .current_dir(self.folder)
            .stdin(Stdio::piped())
            .stdout(self.stdout)
            .stderr(Stdio::piped());
        if let Some(variables) = self.environment {
            command.env_clear().envs(variables);
        }
        // Neither Ctrl-C in the terminal nor our own group's signals are for
        // the supervisor.
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}

/// This program, also where its file has been replaced meanwhile.
pub fn this_program() -> io::Result<PathBuf> {
    match cfg!(target_os = "linux") {
        true => Ok(PathBuf::from("/proc/self/exe")),
        false => std::env::current_exe(),
    }
}
