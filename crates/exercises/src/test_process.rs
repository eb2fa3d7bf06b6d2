//! Runs one test in a process of its own, so that it can be stopped when it
//! hangs and can't harm the next one.

use super::hang::Hang;
use super::harness_output::{has_passed, listed_tests};
use anyhow::{Context, Result};
use runner::{RecordedSource, RecorderPipe, read_timeline};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use supervise::{
    EndCause, Priority, ResourceLimits, SpawnSpec, SupervisedChild,
    create_scratch_folder,
};
use timeline::Timeline;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::oneshot;
use tokio::time::sleep;
use toolchain::environment;

/// How much is kept of the start of a test's output, and how much of its end.
const MAX_KEPT_BYTES: usize = 64 * 1024;

/// Stands for the output that isn't kept.
pub const LEFT_OUT_NOTE: &str = "\n[some output is left out here]\n";

/// How long the inspection of a test that hangs may take.
const HANG_INSPECTION_TIMEOUT: Duration = Duration::from_secs(5);

/// A compiled exercise, ready to be tested.
#[derive(Debug, Clone, Copy)]
pub struct TestProgram<'a> {
    pub path: &'a Path,
    pub workbook_program: &'a Path,
    /// For each test; its time is a little longer than the timeout.
    pub limits: ResourceLimits,
    /// After this time, the test is inspected and stopped.
    pub test_timeout: Duration,
}

/// How a test went.
#[derive(Debug)]
pub struct TestOutcome {
    pub passed: bool,
    pub time: Duration,
    /// Why it was stopped; `None` if it ended.
    pub stop_reason: Option<String>,
    pub status: Option<ExitStatus>,
    pub stdout: String,
    pub stderr: String,
    /// `None` if it wasn't recorded.
    pub timeline: Option<Timeline>,
}

impl TestProgram<'_> {
    /// Returns the names of the program's tests.
    pub async fn list_tests(&self) -> Result<Vec<String>> {
        let arguments = ["--list", "--format", "terse"].map(OsStr::new);
        let outcome = self.run_program("", &arguments, None).await?;
        Ok(listed_tests(&outcome.stdout))
    }

    /// Runs one test.
    pub async fn run_test(&self, test_name: &str) -> Result<TestOutcome> {
        self.run_test_with(test_name, None).await
    }

    /// Runs one test of a program that was compiled with the recorder. The
    /// timeline names the lines of `source`.
    pub async fn record_test(
        &self,
        test_name: &str,
        source: RecordedSource<'_>,
    ) -> Result<TestOutcome> {
        self.run_test_with(test_name, Some(source)).await
    }

    /// Records the test if `timeline_source` is its source.
    async fn run_test_with(
        &self,
        test_name: &str,
        timeline_source: Option<RecordedSource<'_>>,
    ) -> Result<TestOutcome> {
        let log_folder = create_scratch_folder("log-")
            .context("a temporary folder could not be created")?;
        let log = log_folder.path().join("log");
        // With fewer than two threads, the harness would print the name of
        // the test before the test's own output.
        let arguments =
            ["--exact", test_name, "--nocapture", "--test-threads", "2"];
        let mut arguments: Vec<&OsStr> = arguments.map(OsStr::new).to_vec();
        arguments.extend(["--logfile".as_ref(), log.as_os_str()]);
        let mut outcome = self
            .run_program(test_name, &arguments, timeline_source)
            .await?;
        if let Some(rest) = outcome.stderr.strip_prefix(LOGFILE_WARNING) {
            outcome.stderr = rest.to_owned();
        }
        let log = fs::read_to_string(&log).unwrap_or_default();
        outcome.passed = outcome.stop_reason.is_none()
            && outcome.status.is_some_and(|status| status.success())
            && has_passed(&log, test_name);
        Ok(outcome)
    }

    /// Runs the program to its end. The caller decides about `passed`.
    async fn run_program(
        &self,
        test: &str,
        arguments: &[&OsStr],
        timeline_source: Option<RecordedSource<'_>>,
    ) -> Result<TestOutcome> {
        let folder = create_scratch_folder("test-")
            .context("a temporary folder could not be created")?;
        let mut environment = environment::for_program(folder.path());
        let recorder = match timeline_source {
            None => None,
            Some(source) => {
                // Not in the folder where the test works: it would find the
                // pipe there.
                let pipe_folder = create_scratch_folder("pipe-")
                    .context("a temporary folder could not be created")?;
                let pipe = RecorderPipe::new(pipe_folder.path())
                    .context("there is no pipe for the timeline")?;
                environment.push(pipe.environment_variable());
                Some((pipe_folder, pipe, source))
            }
        };
        let start = Instant::now();
        let mut process = SupervisedChild::spawn(SpawnSpec {
            workbook_program: self.workbook_program,
            program: self.path,
            arguments: arguments.iter().map(OsString::from).collect(),
            working_directory: folder.path(),
            folder_to_remove: Some(folder.path()),
            environment: Some(environment),
            stdout: Stdio::piped(),
            limits: Some(ResourceLimits {
                time: self.test_timeout + HANG_INSPECTION_TIMEOUT,
                ..self.limits
            }),
            address_space_mb: None,
            priority: Priority::Normal,
        })
        .context("the tests could not be started")?;
        let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
        let (exit_tx, exit_rx) = oneshot::channel();
        let exit = async {
            let exit = self.wait_or_stop(&mut process, test, start).await;
            let _ = exit_tx.send(());
            (exit, start.elapsed())
        };
        let timeline = async {
            let (_pipe_folder, pipe, source) = recorder?;
            let exited = async { exit_rx.await.unwrap_or(()) };
            Some(read_timeline(pipe, source, exited).await)
        };
        let ((exit, time), stdout, stderr, timeline) = tokio::join!(
            exit,
            read_start_and_end(stdout),
            read_start_and_end(stderr),
            timeline
        );
        let (status, stop_reason) = match exit {
            Exit::Ended(status) => (status, None),
            Exit::Stopped(reason) => (None, Some(reason)),
        };
        Ok(TestOutcome {
            passed: false,
            time,
            stop_reason,
            status,
            stdout,
            stderr,
            timeline,
        })
    }

    /// Waits until the process ends, or stops it at a limit.
    async fn wait_or_stop(
        &self,
        process: &mut SupervisedChild,
        test: &str,
        start: Instant,
    ) -> Exit {
        let deadline = sleep(self.test_timeout);
        tokio::pin!(deadline);
        tokio::select! {
            exit = process.wait() => match exit {
                Ok(exit) => match exit.end_cause {
                    Some(EndCause::Limit(limit)) => Exit::Stopped(format!(
                        "stopped: it {}",
                        limit.message()
                    )),
                    Some(EndCause::SupervisorAttacked) => Exit::Stopped(
                        "killed: it has killed or stopped the process that \
                         watches it"
                            .to_owned(),
                    ),
                    _ => Exit::Ended(Some(exit.status)),
                },
                Err(_) => Exit::Ended(None),
            },
            () = &mut deadline => {
                let hang = Hang::inspect(process.id(), test);
                let reason = explain_hang(start.elapsed(), hang);
                process.kill_and_wait().await;
                Exit::Stopped(reason)
            }
        }
    }
}

/// What the harness prints because of `--logfile`, without a line break.
const LOGFILE_WARNING: &str = "warning: `--logfile` is deprecated";

enum Exit {
    /// The status is `None` if the process was lost.
    Ended(Option<ExitStatus>),
    /// Why it was stopped.
    Stopped(String),
}

/// Explains a test that does not end: whether it computes or waits, and for
/// what.
fn explain_hang(time: Duration, hang: Hang) -> String {
    let seconds = time.as_secs_f64();
    // A test that waits uses no CPU time; on a busy machine, a loop gets
    // little.
    let is_computing = hang.cpu_time.map(|cpu| cpu > time / 20);
    match (is_computing, hang.blocking_call) {
        (Some(true), _) => format!(
            "still computing after {seconds:.0} s: a loop has no end, or \
             never yields"
        ),
        (_, Some(call)) => format!(
            "still waiting after {seconds:.0} s: {}",
            call.explanation()
        ),
        (Some(false), None) => format!(
            "still waiting after {seconds:.0} s, without computing: what it \
             waits for never comes"
        ),
        (None, None) => format!(
            "still running after {seconds:.0} s: what it waits for never \
             comes, or a loop has no end"
        ),
    }
}

/// Reads the pipe to its end, and keeps the start and the end of the output.
async fn read_start_and_end(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut pipe) = pipe else {
        return String::new();
    };
    let mut buffer = vec![0; 16 * 1024];
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    while let Ok(length @ 1..) = pipe.read(&mut buffer).await {
        let fits = length.min(MAX_KEPT_BYTES - head.len());
        head.extend_from_slice(&buffer[..fits]);
        tail.extend_from_slice(&buffer[fits..length]);
        let surplus = tail.len().saturating_sub(MAX_KEPT_BYTES);
        tail.drain(..surplus);
    }
    if tail.len() == MAX_KEPT_BYTES {
        head.extend_from_slice(LEFT_OUT_NOTE.as_bytes());
    }
    head.extend(tail);
    String::from_utf8_lossy(&head).into_owned()
}

#[cfg(test)]
mod tests;
