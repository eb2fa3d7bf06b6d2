//! A program's run: started below a supervisor, watched, and stopped where
//! it must be.

use super::audience::{Audience, Lost};
use super::ending::{Cause, Ending};
use super::environment;
use super::event::Event;
use super::limits::{Limits, Reached};
use super::output::{self, Began};
use super::processes::Usage;
use super::supervised::{Errand, Supervised};
use super::timeline::{self, Pipe};
use super::watch::Watch;
use crate::timeline::Timeline;
use anyhow::{Context, Result};
use std::future::{Future, pending};
use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot};
use tokio::time::{MissedTickBehavior, interval_at, sleep_until};

/// From SIGTERM to SIGKILL.
const GRACE: Duration = Duration::from_secs(2);
/// From SIGKILL to the supervisor's own end.
const PATIENCE: Duration = Duration::from_secs(5);
const SAMPLE: Duration = Duration::from_millis(100);

/// What to run, and where.
#[derive(Debug, Clone, Copy)]
pub struct Program<'a> {
    pub path: &'a Path,
    pub workbook: &'a Path,
    pub limits: &'a Limits,
    /// The number by which it is stopped.
    pub run: u64,
    pub prebuilt: bool,
    /// The name of its text's file, where it tells a timeline of it.
    pub recorded: Option<&'a str>,
}

impl Program<'_> {
    /// Runs to the end; `enough` is called when nothing runs any more, though
    /// the reader may still have to take what was printed.
    pub async fn run(
        self,
        audience: &Audience,
        stop: &Notify,
        watch: &Watch,
        enough: impl FnOnce(),
    ) -> Result<Ending> {
        let folder = TempDir::with_prefix("workbook-run-")
            .context("no temporary folder")?;
        let pipe = match self.recorded {
            Some(_) => Some(Pipe::new().context("no pipe for the timeline")?),
            None => None,
        };
        let start = Instant::now();
        let mut process = self.start(folder.path(), pipe.as_ref())?;
        let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
        let started = Event::Started {
            run: self.run,
            prebuilt: self.prebuilt,
        };
        audience.tell(started).await;
        let overseer = Overseer::new(process, self.limits, start);
        let (end, ended) = oneshot::channel();
        let overseen = async {
            let overseen = overseer.oversee(audience, stop, watch).await;
            let _ = end.send(());
            enough();
            overseen
        };
        let (events, most) = (&audience.events, self.limits.output_kb * 1024);
        let began = Began::at(start);
        let output = output::forward(stdout, stderr, events, &began, most);
        let timeline = self.timeline(pipe, audience, &began, ended);
        let ((overseen, withheld), timeline) =
            tokio::join!(both(overseen, output), timeline);
        if let Some(timeline) = timeline {
            let timeline = Box::new(timeline);
            audience.tell(Event::Timeline { timeline }).await;
        }
        Ok(Ending {
            status: overseen.status.context("the program was lost")?,
            cause: overseen.cause,
            killed: overseen.killed,
            time: overseen.time,
            withheld,
        })
    }

    /// Sends the timeline as it grows, and gives it when it is whole.
    async fn timeline(
        &self,
        pipe: Option<Pipe>,
        audience: &Audience,
        began: &Began,
        ended: oneshot::Receiver<()>,
    ) -> Option<Timeline> {
        let ended = async { ended.await.unwrap_or(()) };
        let (pipe, file) = (pipe?, self.recorded?);
        Some(timeline::forward(pipe, file, audience, began, ended).await)
    }

    fn start(&self, folder: &Path, pipe: Option<&Pipe>) -> Result<Supervised> {
        let mut environment = environment::of_program(folder);
        environment.extend(pipe.map(Pipe::variable));
        Supervised::start(Errand {
            workbook: self.workbook,
            program: self.path,
            arguments: Vec::new(),
            folder,
            remove: true,
            environment: Some(environment),
            stdout: Stdio::piped(),
        })
        .context("the program could not be started")
    }
}

/// Waits for the program's end and for the end of its output; gives the
/// bytes that were withheld. What outlives SIGKILL may hold the pipes for
/// ever, so then its output is not waited for.
async fn both(
    overseen: impl Future<Output = Overseen>,
    output: impl Future<Output = u64>,
) -> (Overseen, u64) {
    tokio::pin!(overseen, output);
    tokio::select! {
        overseen = &mut overseen => match overseen.is_hopeless() {
            true => (overseen, 0),
            false => (overseen, output.await),
        },
        withheld = &mut output => (overseen.await, withheld),
    }
}

/// Watches a program and decides when it has to end.
struct Overseer<'a> {
    process: Supervised,
    limits: &'a Limits,
    start: Instant,
    cause: Option<Cause>,
    killed: bool,
    /// What happens then depends on whether it has been killed.
    deadline: Option<Instant>,
}

/// What the overseer has seen.
struct Overseen {
    status: io::Result<ExitStatus>,
    cause: Option<Cause>,
    killed: bool,
    time: Duration,
}

impl Overseen {
    fn is_hopeless(&self) -> bool {
        self.status.is_err()
    }
}

impl<'a> Overseer<'a> {
    fn new(process: Supervised, limits: &'a Limits, start: Instant) -> Self {
        Overseer {
            process,
            limits,
            start,
            cause: None,
            killed: false,
            deadline: None,
        }
    }

    async fn oversee(
        mut self,
        audience: &Audience,
        stop: &Notify,
        watch: &Watch,
    ) -> Overseen {
        let end = (self.start + self.limits.wall()).into();
        let first = (self.start + SAMPLE).into();
        let mut samples = interval_at(first, SAMPLE);
        samples.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let status = loop {
            let (deadline, is_free) = (self.deadline, self.cause.is_none());
            tokio::select! {
                status = self.process.wait() => break status,
                () = until(deadline) => match self.killed {
                    true => break Err(io::ErrorKind::TimedOut.into()),
                    false => self.kill().await,
                },
                () = stop.notified(), if is_free => {
                    self.ask(Cause::Stopped).await;
                }
                lost = audience.lost(), if is_free => match lost {
                    Lost::Receiver => self.ask(Cause::Stopped).await,
                    Lost::Workbook => self.end(Cause::Stopped).await,
                },
                () = sleep_until(end), if is_free => {
                    self.end(Cause::Limit(Reached::Wall)).await;
                }
                _ = samples.tick(), if is_free => {
                    self.judge(watch.usage_below(self.process.id()).await).await;
                }
            }
        };
        Overseen {
            status,
            cause: self.cause,
            killed: self.killed,
            time: self.start.elapsed(),
        }
    }

    async fn judge(&mut self, usage: Usage) {
        if let Some(reached) = self.reached(usage) {
            self.end(Cause::Limit(reached)).await;
        }
    }

    /// Gently, so that a program can clear up.
    async fn ask(&mut self, cause: Cause) {
        self.cause = Some(cause);
        self.deadline = Some(Instant::now() + GRACE);
        self.process.terminate().await;
    }

    async fn end(&mut self, cause: Cause) {
        self.cause = Some(cause);
        self.kill().await;
    }

    async fn kill(&mut self) {
        self.killed = true;
        self.deadline = Some(Instant::now() + PATIENCE);
        self.process.kill().await;
    }

    fn reached(&self, usage: Usage) -> Option<Reached> {
        let mb = usage.memory_kb / 1024;
        let (processes, threads) = (usage.processes, usage.threads);
        if mb > self.limits.memory_mb {
            Some(Reached::Memory { mb })
        } else if processes > self.limits.processes {
            Some(Reached::Processes { count: processes })
        } else if threads > self.limits.threads {
            Some(Reached::Threads { count: threads })
        } else {
            None
        }
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline.into()).await,
        None => pending().await,
    }
}
