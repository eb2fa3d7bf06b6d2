//! Runs a program below a supervisor, watches it, and stops it where that is
//! necessary.

use crate::event::RunEvent;
use crate::event_sink::{EventSink, StopCause};
use crate::exit::ProgramEnd;
use crate::limits::Limits;
use crate::output::{self, RunClock};
use crate::recorder_pipe::{self, Pipe, RecordedSource};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::future::Future;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use supervise::{
    EndCause, Priority, ProgramExit, ResourceLimits, SpawnSpec,
    SupervisedChild, TERMINATE_GRACE, create_scratch_folder,
};
use timeline::Timeline;
use tokio::sync::{Notify, oneshot};
use tokio::time::sleep_until;
use toolchain::environment;

/// How long to wait for the supervisor's end after the program should have
/// ended. Less than a second, so that Ctrl-C ends the workbook in time.
const SUPERVISOR_EXIT_TIMEOUT: Duration = Duration::from_millis(900);

/// What to run, and how.
#[derive(Debug, Clone, Copy)]
pub struct LaunchSpec<'a> {
    pub executable: &'a Path,
    pub arguments: &'a [String],
    pub workbook_program: &'a Path,
    pub limits: &'a Limits,
    /// The number by which it is stopped.
    pub run_id: u64,
    pub is_unedited: bool,
    /// The source for the timeline, where one is recorded.
    pub timeline_source: Option<RecordedSource<'a>>,
}

impl LaunchSpec<'_> {
    /// Runs to the end. Calls `on_exit` when no process is left, although the
    /// reader may not have received the whole output yet.
    pub async fn run(
        self,
        events: &EventSink,
        stop: &Notify,
        on_exit: impl FnOnce(),
    ) -> Result<ProgramEnd> {
        let folder =
            create_scratch_folder("run-").context("no temporary folder")?;
        let pipe = match self.timeline_source {
            Some(_) => Some(
                Pipe::new(folder.path()).context("no pipe for the timeline")?,
            ),
            None => None,
        };
        let working_directory = folder.path().join("work");
        std::fs::create_dir(&working_directory)
            .context("no folder to work in")?;
        let start = Instant::now();
        let mut process =
            self.spawn(folder.path(), &working_directory, pipe.as_ref())?;
        let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
        let monitor = Monitor::new(process, self.limits.program, start);
        let started = RunEvent::Started {
            run_id: self.run_id,
            prebuilt: self.is_unedited,
        };
        let (exit_tx, exit_rx) = oneshot::channel();
        let monitored = async {
            let exit = monitor.watch(events, stop).await;
            let _ = exit_tx.send(());
            on_exit();
            exit
        };
        let clock = RunClock::starting_at(start);
        let output_limit = self.limits.output_kb * 1024;
        // The monitor runs from the first instant, also where the reader is
        // slow to take this event.
        let output = async {
            events.send(started).await;
            output::forward_output(stdout, stderr, events, &clock, output_limit)
                .await
        };
        let timeline = self.forward_timeline(pipe, events, &clock, exit_rx);
        let ((exit, withheld), timeline) =
            tokio::join!(wait_for_exit_and_output(monitored, output), timeline);
        let exit = exit.context("the program does not end")?;
        if let Some(timeline) = timeline {
            let timeline = Box::new(timeline);
            events.send(RunEvent::Timeline { timeline }).await;
        }
        Ok(ProgramEnd {
            exit: exit.exit,
            time: exit.time,
            withheld_bytes: withheld,
        })
    }

    /// Sends the timeline while it grows, and returns the complete one.
    async fn forward_timeline(
        &self,
        pipe: Option<Pipe>,
        events: &EventSink,
        clock: &RunClock,
        exit_rx: oneshot::Receiver<()>,
    ) -> Option<Timeline> {
        let exited = async { exit_rx.await.unwrap_or(()) };
        let (pipe, source) = (pipe?, self.timeline_source?);
        Some(
            recorder_pipe::forward_timeline(
                pipe, source, events, clock, exited,
            )
            .await,
        )
    }

    fn spawn(
        &self,
        folder: &Path,
        working_directory: &Path,
        pipe: Option<&Pipe>,
    ) -> Result<SupervisedChild> {
        let mut environment = environment::for_program(working_directory);
        environment.extend(pipe.map(Pipe::environment_variable));
        SupervisedChild::spawn(SpawnSpec {
            workbook_program: self.workbook_program,
            program: self.executable,
            arguments: self.arguments.iter().map(OsString::from).collect(),
            working_directory,
            folder_to_remove: Some(folder),
            environment: Some(environment),
            stdout: Stdio::piped(),
            limits: Some(self.limits.program),
            address_space_mb: None,
            priority: Priority::Normal,
        })
        .context("the program could not be started")
    }
}

/// Waits for the program's exit and for the end of its output. Returns the
/// bytes that were withheld too. Where the exit is not known, the output is
/// not waited for: the processes that are left may hold the pipes open.
async fn wait_for_exit_and_output(
    monitored: impl Future<Output = io::Result<MonitoredExit>>,
    output: impl Future<Output = u64>,
) -> (io::Result<MonitoredExit>, u64) {
    tokio::pin!(monitored, output);
    tokio::select! {
        exit = &mut monitored => {
            let withheld = if exit.is_ok() { output.await } else { 0 };
            (exit, withheld)
        }
        withheld = &mut output => (monitored.await, withheld),
    }
}

/// Waits for a program's end, and passes on what the reader wants. The
/// supervisor enforces the limits.
struct Monitor {
    process: SupervisedChild,
    limits: ResourceLimits,
    start: Instant,
    /// When the supervisor should have ended; after that, it is lost.
    supervisor_deadline: Instant,
    is_stopping: bool,
}

/// What the monitor has seen.
struct MonitoredExit {
    exit: ProgramExit,
    time: Duration,
}

impl Monitor {
    fn new(
        process: SupervisedChild,
        limits: ResourceLimits,
        start: Instant,
    ) -> Self {
        Monitor {
            process,
            limits,
            start,
            supervisor_deadline: start + limits.time + SUPERVISOR_EXIT_TIMEOUT,
            is_stopping: false,
        }
    }

    async fn watch(
        mut self,
        events: &EventSink,
        stop: &Notify,
    ) -> io::Result<MonitoredExit> {
        let exit = loop {
            tokio::select! {
                exit = self.process.wait() => break exit?,
                () = sleep_until(self.supervisor_deadline.into()) => {
                    self.process.kill_without_supervisor().await;
                    let exit = self.process.wait().await?;
                    break late_exit(exit, self.is_stopping, self.limits);
                }
                () = stop.notified(), if !self.is_stopping => {
                    self.terminate().await;
                }
                cause = events.wait_for_stop_cause(), if !self.is_stopping => {
                    match cause {
                        StopCause::ReceiverGone => self.terminate().await,
                        StopCause::Shutdown => self.kill().await,
                    }
                }
            }
        };
        Ok(MonitoredExit {
            exit,
            time: self.start.elapsed(),
        })
    }

    /// Asks the program to end, so that it can clean up first.
    async fn terminate(&mut self) {
        self.is_stopping = true;
        self.supervisor_deadline =
            Instant::now() + TERMINATE_GRACE + SUPERVISOR_EXIT_TIMEOUT;
        self.process.terminate().await;
    }

    async fn kill(&mut self) {
        self.is_stopping = true;
        self.supervisor_deadline = Instant::now() + SUPERVISOR_EXIT_TIMEOUT;
        self.process.kill().await;
    }
}

/// The exit of a program whose supervisor has not reported it in time, for
/// example because the machine is busy. It had to end anyway. Killing it may
/// have looked like an attack to its supervisor, if that reports at all.
fn late_exit(
    exit: ProgramExit,
    is_stopping: bool,
    limits: ResourceLimits,
) -> ProgramExit {
    let end_cause = match exit.end_cause {
        // It had ended by itself just before.
        None if exit.is_reported => return exit,
        None | Some(EndCause::SupervisorAttacked) if is_stopping => {
            EndCause::Requested
        }
        None | Some(EndCause::SupervisorAttacked) => {
            EndCause::Limit(limits.time_exceeded())
        }
        Some(known) => known,
    };
    ProgramExit {
        end_cause: Some(end_cause),
        was_killed: exit.was_killed || !exit.is_reported,
        ..exit
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    const LIMITS: ResourceLimits = ResourceLimits {
        time: Duration::from_secs(60),
        memory_mb: 1,
        processes: 1,
        threads: 1,
        disk_mb: 1,
    };

    fn late_exit_result(
        end_cause: Option<EndCause>,
        was_killed: bool,
        is_reported: bool,
    ) -> (Option<EndCause>, bool) {
        let exit = ProgramExit {
            status: ExitStatus::from_raw(0),
            end_cause,
            was_killed,
            is_reported,
        };
        let exit = late_exit(exit, false, LIMITS);
        (exit.end_cause, exit.was_killed)
    }

    #[test]
    fn a_program_without_a_report_has_exceeded_its_time() {
        let time = Some(EndCause::Limit(LIMITS.time_exceeded()));
        let attacked = Some(EndCause::SupervisorAttacked);
        assert_eq!(late_exit_result(None, false, false), (time, true));
        assert_eq!(late_exit_result(attacked, false, false), (time, true));
        assert_eq!(late_exit_result(attacked, true, true), (time, true));
    }

    #[test]
    fn what_a_late_report_says_is_kept() {
        assert_eq!(late_exit_result(None, false, true), (None, false));
        let memory = Some(EndCause::Limit(LIMITS.memory_exceeded()));
        assert_eq!(late_exit_result(memory, true, true), (memory, true));
        let requested = Some(EndCause::Requested);
        assert_eq!(
            late_exit_result(requested, false, true),
            (requested, false)
        );
    }
}
