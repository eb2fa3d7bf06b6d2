//! A runner for all tests, on the real book, and a log of each run's events.
//!
//! Everything waits for a bounded time.

use runner::{EndKind, Job, Limits, RunEvent, Runner, RunnerState, Stream};
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, channel};

/// Far more than any step takes, since the machine may be busy.
const STEP_TIMEOUT: Duration = Duration::from_secs(120);

/// Cargo may have to build the crates of all chapters first.
const BUILD_TIMEOUT: Duration = Duration::from_secs(900);

/// It outlives the tests: the runner prepares on it.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Ready for recorded runs. A program that is compiled earlier would be
/// compiled a second time later.
static SHARED_RUNNER: LazyLock<Runner> = LazyLock::new(|| {
    let limits = Limits {
        max_concurrent_runs: 8,
        ..Limits::default()
    };
    let runner = create_runner_for_book(&root(), limits);
    assert_eq!(wait_until_prepared(&runner), RunnerState::Ready);
    runner
});

pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.to_owned()
}

/// A runner of a test's own. Its preparation finds everything built, so that
/// the test needn't wait for a compiler.
pub fn create_runner(limits: Limits) -> Runner {
    LazyLock::force(&SHARED_RUNNER);
    create_runner_for_book(&root(), limits)
}

pub fn create_runner_for_book(root: &Path, limits: Limits) -> Runner {
    create_runner_with_program(
        env!("CARGO_BIN_EXE_workbook").into(),
        root,
        limits,
    )
}

pub fn create_runner_with_program(
    workbook_program: PathBuf,
    root: &Path,
    limits: Limits,
) -> Runner {
    let _inside = RUNTIME.enter();
    Runner::start_with(workbook_program, root.to_owned(), limits)
}

/// Runs the future on the tests' runtime, for `STEP_TIMEOUT` at most.
#[track_caller]
pub fn wait_for<T>(future: impl Future<Output = T>) -> T {
    wait_at_most(STEP_TIMEOUT, future)
}

/// Waits until the runner has tried to build all chapters.
#[track_caller]
pub fn wait_until_prepared(runner: &Runner) -> RunnerState {
    let mut states = runner.subscribe();
    let is_over =
        |state: &RunnerState| !matches!(state, RunnerState::Preparing { .. });
    wait_for_build(states.wait_for(is_over)).unwrap().clone()
}

#[track_caller]
pub fn wait_for_build<T>(future: impl Future<Output = T>) -> T {
    wait_at_most(BUILD_TIMEOUT, future)
}

#[track_caller]
fn wait_at_most<T>(limit: Duration, future: impl Future<Output = T>) -> T {
    RUNTIME
        .block_on(async { tokio::time::timeout(limit, future).await })
        .expect("the test timed out")
}

pub fn create_job(source: &str) -> Job {
    Job {
        source: source.to_owned(),
        listing: "two_waits".to_owned(),
        arguments: Vec::new(),
    }
}

/// Runs a program to its run_end.
#[track_caller]
pub fn run(source: &str) -> RunLog {
    ActiveRun::start(&SHARED_RUNNER, create_job(source)).finish()
}

/// Starts a program whose events the test reads one by one.
pub fn start(source: &str) -> ActiveRun {
    ActiveRun::start(&SHARED_RUNNER, create_job(source))
}

pub fn shared_runner() -> &'static Runner {
    &SHARED_RUNNER
}

/// A run that has not ended yet.
pub struct ActiveRun {
    runner: Runner,
    event_rx: Receiver<RunEvent>,
    log: RunLog,
}

impl ActiveRun {
    pub fn start(runner: &Runner, job: Job) -> ActiveRun {
        let (sender, events) = channel(16);
        let runs = runner.clone();
        RUNTIME.spawn(async move { runs.run(job, sender).await });
        ActiveRun {
            runner: runner.clone(),
            event_rx: events,
            log: RunLog::default(),
        }
    }

    /// Reads events until the wanted one; fails where the run ends before.
    #[track_caller]
    pub fn receive_until(
        &mut self,
        wanted: impl Fn(&RunEvent) -> bool,
    ) -> RunEvent {
        while let Some(event) = self.next_event() {
            if wanted(&event) {
                return event;
            }
        }
        panic!("no such event in {:#?}", self.log.events);
    }

    /// Reads events until the program has printed this. Returns everything
    /// that it has printed.
    #[track_caller]
    pub fn receive_until_printed(&mut self, text: &str) -> String {
        while !self.log.stdout().contains(text) {
            let next = self.next_event();
            assert!(next.is_some(), "no {text:?}: {:#?}", self.log.events);
        }
        self.log.stdout()
    }

    pub fn stop(&mut self) {
        let started = |event: &RunEvent| match event {
            RunEvent::Started { run_id, .. } => Some(*run_id),
            _ => None,
        };
        let run = self.log.events.iter().find_map(started);
        assert!(self.runner.stop(run.expect("a started program")));
    }

    /// Stops the program once it has printed this, and reads the other events.
    #[track_caller]
    pub fn stop_after_printing(mut self, text: &str) -> RunLog {
        self.receive_until_printed(text);
        self.stop();
        self.finish()
    }

    #[track_caller]
    pub fn finish(mut self) -> RunLog {
        while self.next_event().is_some() {}
        self.log
    }

    #[track_caller]
    fn next_event(&mut self) -> Option<RunEvent> {
        let event = wait_for(self.event_rx.recv())?;
        self.log.events.push(event.clone());
        Some(event)
    }
}

/// The events of a run so far.
#[derive(Debug, Default)]
pub struct RunLog {
    pub events: Vec<RunEvent>,
}

/// The fields of the last event.
#[derive(Debug)]
pub struct RunEnd {
    pub kind: EndKind,
    pub exit_code: Option<i32>,
    pub signal: Option<i32>,
    pub ms: f64,
    pub message: String,
}

impl RunEnd {
    #[track_caller]
    pub fn assert_message_has(&self, expected_part: &str) {
        assert!(self.message.contains(expected_part), "{}", self.message);
    }
}

impl RunLog {
    #[track_caller]
    pub fn run_end(&self) -> RunEnd {
        match self.events.last() {
            Some(RunEvent::Ended {
                kind,
                code,
                signal,
                ms,
                message,
            }) => RunEnd {
                kind: *kind,
                exit_code: *code,
                signal: *signal,
                ms: *ms,
                message: message.clone(),
            },
            _ => panic!("the run has not ended: {:#?}", self.events),
        }
    }

    pub fn stdout(&self) -> String {
        self.printed(Stream::Stdout)
    }

    pub fn stderr(&self) -> String {
        self.printed(Stream::Stderr)
    }

    fn printed(&self, wanted_stream: Stream) -> String {
        let text = |event: &RunEvent| match event {
            RunEvent::Out { stream, text, .. } if *stream == wanted_stream => {
                Some(text.clone())
            }
            _ => None,
        };
        self.events.iter().filter_map(text).collect()
    }

    pub fn has_event(&self, wanted: impl Fn(&RunEvent) -> bool) -> bool {
        self.events.iter().any(wanted)
    }

    /// Asserts that the program ended by itself with that code.
    #[track_caller]
    pub fn assert_exited(&self, code: i32) -> &Self {
        let run_end = self.run_end();
        let matches =
            (run_end.kind, run_end.exit_code) == (EndKind::Exit, Some(code));
        assert!(matches, "{run_end:?}\n{}", self.stderr());
        self
    }
}

/// Whether a process has this in its command line, and is no zombie.
#[cfg(target_os = "linux")]
pub fn is_alive(process_mark: &str) -> bool {
    fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(process_mark)
    })
}
