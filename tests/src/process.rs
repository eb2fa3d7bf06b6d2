//! Runs a program with a time limit and leaves nothing of it behind.

use std::fmt;
use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What a finished run printed, and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedRun {
    pub termination: Termination,
    pub stdout: String,
    pub stderr: String,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Termination {
    Exited(ExitStatus),
    /// The program was killed after this limit.
    TimedOut(Duration),
}

impl Termination {
    pub fn code(self) -> Option<i32> {
        match self {
            Termination::Exited(status) => status.code(),
            Termination::TimedOut(_) => None,
        }
    }
}

impl fmt::Display for Termination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Termination::Exited(status) => write!(f, "ended with {status}"),
            Termination::TimedOut(limit) => {
                write!(f, "was still running after {limit:?} and was killed")
            }
        }
    }
}

/// Runs the program to its end, or kills it and all its children at the
/// limit. It starts in an empty folder, with no input, on a free port.
pub fn run_with_time_limit(
    command: &mut Command,
    limit: Duration,
) -> io::Result<FinishedRun> {
    let folder = tempfile::tempdir()?;
    let mut child = in_own_group(command)
        .current_dir(folder.path())
        .env("WEATHER_PORT", "0")
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| explain_start_failure(&error))?;
    let group = ProcessGroup(child.id());
    let stdout = spawn_reader(child.stdout.take());
    let stderr = spawn_reader(child.stderr.take());
    let (status_sender, status_receiver) = mpsc::channel();
    let waiter = thread::spawn(move || status_sender.send(child.wait()));
    let status = status_receiver.recv_timeout(limit);
    // Children that are left would hold the pipes open.
    drop(group);
    let finished = FinishedRun {
        termination: match status {
            Ok(status) => Termination::Exited(status?),
            Err(_) => Termination::TimedOut(limit),
        },
        stdout: join_reader(stdout)?,
        stderr: join_reader(stderr)?,
    };
    let _ = waiter.join();
    Ok(finished)
}

fn explain_start_failure(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot be started: {error}"))
}

fn spawn_reader(
    pipe: Option<impl Read + Send + 'static>,
) -> JoinHandle<io::Result<Vec<u8>>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    })
}

fn join_reader(reader: JoinHandle<io::Result<Vec<u8>>>) -> io::Result<String> {
    let bytes = reader.join().expect("reading a pipe does not panic")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A program and all that it started; killed when dropped.
struct ProcessGroup(u32);

#[cfg(unix)]
fn in_own_group(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;
    command.process_group(0)
}

#[cfg(not(unix))]
fn in_own_group(command: &mut Command) -> &mut Command {
    command
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        // That nobody is left to kill is the common case, and an error.
        let _ = kill_command(self.0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

/// Every shell has `kill`; as a program of its own it may be missing.
#[cfg(unix)]
fn kill_command(group: u32) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("kill -KILL -{group}"));
    command
}

#[cfg(not(unix))]
fn kill_command(process_id: u32) -> Command {
    let mut command = Command::new("taskkill");
    command
        .args(["/T", "/F", "/PID"])
        .arg(process_id.to_string());
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::Instant;

    const LONG_TIME_LIMIT: Duration = Duration::from_secs(20);

    fn shell_command(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_and_status_are_kept_apart() {
        let run = run_with_time_limit(
            &mut shell_command("echo out; echo err >&2; exit 3"),
            LONG_TIME_LIMIT,
        )
        .unwrap();
        assert_eq!(run.termination.code(), Some(3));
        assert_eq!((&*run.stdout, &*run.stderr), ("out\n", "err\n"));
    }

    #[test]
    fn a_program_that_hangs_is_killed_with_its_children() {
        let start = Instant::now();
        let limit = Duration::from_millis(300);
        let run = run_with_time_limit(
            &mut shell_command("sleep 30 & sleep 30"),
            limit,
        )
        .unwrap();
        assert_eq!(run.termination, Termination::TimedOut(limit));
        // Reading ends only when the last of them has let go of stdout.
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_child_left_behind_does_not_delay_the_end() {
        let start = Instant::now();
        let run = run_with_time_limit(
            &mut shell_command("sleep 30 & echo done"),
            LONG_TIME_LIMIT,
        )
        .unwrap();
        assert_eq!(run.stdout, "done\n");
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn it_runs_in_an_empty_folder_without_input_on_a_free_port() {
        let script = "ls -A; cat; echo $WEATHER_PORT";
        let run =
            run_with_time_limit(&mut shell_command(script), LONG_TIME_LIMIT)
                .unwrap();
        assert_eq!(run.stdout, "0\n");
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        let error = run_with_time_limit(
            &mut Command::new("no-such-program"),
            LONG_TIME_LIMIT,
        );
        let text = error.unwrap_err().to_string();
        assert!(text.starts_with("cannot be started"), "{text}");
    }
}
