//! A runner for all tests, on the real book, and what its runs tell.
//!
//! Everything waits for a bounded time.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, channel};
use workbook::runner::{Event, How, Job, Limits, Runner, Stream};

/// No test takes so long, but a machine may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// It outlives the tests: the runner prepares on it.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

static RUNNER: LazyLock<Runner> = LazyLock::new(|| {
    runner(Limits {
        concurrent: 8,
        ..Limits::default()
    })
});

pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.to_owned()
}

/// A runner of a test's own.
pub fn runner(limits: Limits) -> Runner {
    runner_in(&root(), limits)
}

pub fn runner_in(root: &Path, limits: Limits) -> Runner {
    let workbook = PathBuf::from(env!("CARGO_BIN_EXE_workbook"));
    let _inside = RUNTIME.enter();
    Runner::start_with(workbook, root.to_owned(), limits)
}

/// Waits on the tests' runtime, but not for ever.
#[track_caller]
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    RUNTIME
        .block_on(async { tokio::time::timeout(PATIENCE, future).await })
        .expect("it takes too long")
}

pub fn job(source: &str) -> Job {
    Job {
        source: source.to_owned(),
        listing: "two_waits".to_owned(),
    }
}

/// The whole run of a program.
#[track_caller]
pub fn run(source: &str) -> Seen {
    Going::start(&RUNNER, job(source)).finish()
}

/// A run that a test follows.
pub fn start(source: &str) -> Going {
    Going::start(&RUNNER, job(source))
}

pub fn shared() -> &'static Runner {
    &RUNNER
}

/// A run that goes on.
pub struct Going {
    runner: Runner,
    events: Receiver<Event>,
    seen: Seen,
}

impl Going {
    pub fn start(runner: &Runner, job: Job) -> Going {
        let (sender, events) = channel(16);
        let runs = runner.clone();
        RUNTIME.spawn(async move { runs.run(job, sender).await });
        Going {
            runner: runner.clone(),
            events,
            seen: Seen::default(),
        }
    }

    /// Follows the run until this happens; fails where it ends before.
    #[track_caller]
    pub fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        while let Some(event) = self.next() {
            if wanted(&event) {
                return event;
            }
        }
        panic!("it did not happen in {:#?}", self.seen.events);
    }

    /// Follows the run until it prints this; gives all it printed.
    #[track_caller]
    pub fn until_printed(&mut self, text: &str) -> String {
        while !self.seen.stdout().contains(text) {
            let next = self.next();
            assert!(next.is_some(), "no {text:?}: {:#?}", self.seen.events);
        }
        self.seen.stdout()
    }

    pub fn stop(&mut self) {
        let started = |event: &Event| match event {
            Event::Started { run, .. } => Some(*run),
            _ => None,
        };
        let run = self.seen.events.iter().find_map(started);
        assert!(self.runner.stop(run.expect("it has started")));
    }

    #[track_caller]
    pub fn finish(mut self) -> Seen {
        while self.next().is_some() {}
        self.seen
    }

    #[track_caller]
    fn next(&mut self) -> Option<Event> {
        let event = wait(self.events.recv())?;
        self.seen.came.push(Instant::now());
        self.seen.events.push(event.clone());
        Some(event)
    }
}

/// What a run has told, and when.
#[derive(Debug, Default)]
pub struct Seen {
    pub events: Vec<Event>,
    pub came: Vec<Instant>,
}

/// The last event, taken apart.
#[derive(Debug)]
pub struct End {
    pub how: How,
    pub code: Option<i32>,
    pub signal: Option<i32>,
    pub ms: f64,
    pub says: String,
}

impl Seen {
    #[track_caller]
    pub fn end(&self) -> End {
        match self.events.last() {
            Some(Event::Ended {
                how,
                code,
                signal,
                ms,
                says,
            }) => End {
                how: *how,
                code: *code,
                signal: *signal,
                ms: *ms,
                says: says.clone(),
            },
            _ => panic!("it has not ended: {:#?}", self.events),
        }
    }

    pub fn stdout(&self) -> String {
        self.printed(Stream::Stdout)
    }

    pub fn stderr(&self) -> String {
        self.printed(Stream::Stderr)
    }

    fn printed(&self, wanted: Stream) -> String {
        let text = |event: &Event| match event {
            Event::Out { stream, text, .. } if *stream == wanted => {
                Some(text.clone())
            }
            _ => None,
        };
        self.events.iter().filter_map(text).collect()
    }

    pub fn has(&self, wanted: impl Fn(&Event) -> bool) -> bool {
        self.events.iter().any(wanted)
    }

    /// It ended by itself with that code.
    #[track_caller]
    pub fn exited(&self, code: i32) -> &Self {
        let end = self.end();
        let as_wanted = (end.how, end.code) == (How::Exit, Some(code));
        assert!(as_wanted, "{end:?}\n{}", self.stderr());
        self
    }
}
