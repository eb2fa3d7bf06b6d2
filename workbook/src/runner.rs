//! Runs the listings for the page: compiled against crates that were built
//! once, watched, stopped when asked to, and with nothing left behind.
//!
//! | step | where |
//! |---|---|
//! | cargo builds the chapters in the background | `prepare`, `board` |
//! | a run waits for its turn | `queue` |
//! | an edited listing is compiled, or found again | `compile`, `programs` |
//! | its program runs below a supervisor | `program`, `supervised` |
//! | and is watched | `watch`, `processes`, `limits` |
//! | what it prints goes to the reader | `output`, `event` |
//! | and what its tasks do | `recorder`, `timeline` |

mod audience;
mod board;
pub(crate) mod compile;
mod diagnostics;
mod ending;
pub(crate) mod environment;
mod event;
mod limits;
mod output;
mod prepare;
pub mod processes;
mod program;
mod programs;
mod queue;
mod recipe;
mod recorder;
mod run;
mod single;
mod supervised;
mod timeline;
mod watch;

pub use event::{Diagnostic, Event, How, Job, Span, State, Stream};
pub use limits::Limits;
pub(crate) use supervised::{Errand, Supervised, this_program};
pub(crate) use watch::Watch;

use crate::catalogue::Catalogue;
use anyhow::{Result, bail};
use audience::Audience;
use board::Board;
use queue::Queue;
use run::Run;
use single::Single;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::time::timeout;

/// How long the workbook waits at its end for what it has started.
const PATIENCE: Duration = Duration::from_secs(5);

/// Cheap to clone: all clones are one runner.
#[derive(Debug, Clone)]
pub struct Runner {
    shared: Arc<Shared>,
}

/// What the runs share.
#[derive(Debug)]
struct Shared {
    root: PathBuf,
    /// Our own program: it is the supervisor too.
    workbook: PathBuf,
    limits: Limits,
    board: Board,
    queue: Queue,
    /// Type-checks at the same time.
    checks: Semaphore,
    single: Single,
    watch: watch::Watch,
    next_run: AtomicU64,
    /// How each program that runs is told to stop.
    stops: Mutex<HashMap<u64, Arc<Notify>>>,
    closing: tokio::sync::watch::Sender<bool>,
    active: tokio::sync::watch::Sender<usize>,
}

impl Runner {
    /// Starts preparing in the background at once; needs a tokio runtime.
    pub fn start(root: PathBuf, limits: Limits) -> Runner {
        // Where our own file is unknown, no run will start, and says so.
        let workbook = supervised::this_program().unwrap_or_default();
        Runner::start_with(workbook, root, limits)
    }

    /// The same with another program for `supervise`, since a test is none.
    pub fn start_with(
        workbook: PathBuf,
        root: PathBuf,
        limits: Limits,
    ) -> Runner {
        let shared = Arc::new(Shared {
            root,
            workbook,
            board: Board::new(),
            queue: Queue::new(limits.concurrent),
            checks: Semaphore::new(limits.concurrent.max(1)),
            limits,
            single: Single::default(),
            watch: watch::Watch::default(),
            next_run: AtomicU64::new(1),
            stops: Mutex::default(),
            closing: tokio::sync::watch::Sender::new(false),
            active: tokio::sync::watch::Sender::new(0),
        });
        tokio::spawn(prepare(shared.clone()));
        Runner { shared }
    }

    pub fn state(&self) -> State {
        self.states().borrow().clone()
    }

    pub fn states(&self) -> tokio::sync::watch::Receiver<State> {
        self.shared.board.states()
    }

    /// Waits for the crates of all chapters, and for the recorder.
    pub async fn ready(&self) -> Result<()> {
        let mut states = self.states();
        let is_settled = |state: &State| match state {
            State::Preparing { .. } => false,
            State::Ready | State::Failed { .. } => true,
        };
        match &*states.wait_for(is_settled).await? {
            State::Failed { why } => bail!("{why}"),
            _ => Ok(()),
        }
    }

    /// Runs a program; sends events until `Ended`. When the receiver is
    /// dropped, or this future, everything that was started is stopped.
    pub async fn run(&self, job: Job, events: mpsc::Sender<Event>) {
        let _active = self.shared.enter();
        let audience = self.shared.audience(events);
        let run = Run::new(&self.shared, &job, &audience);
        if let Some(ended) = run.to_its_end().await {
            audience.tell(ended).await;
        }
    }

    /// SIGTERM, then SIGKILL after 2 s; the events go on until `Ended`.
    /// False where there is no such run.
    pub fn stop(&self, run: u64) -> bool {
        match self.shared.stops().get(&run) {
            Some(stop) => {
                stop.notify_one();
                true
            }
            None => false,
        }
    }

    /// Type-checks only. Fails where the chapter is not prepared yet.
    pub async fn check(&self, job: Job) -> Result<Vec<Diagnostic>> {
        let _active = self.shared.enter();
        let (events, _reader) = mpsc::channel(1);
        let audience = self.shared.audience(events);
        Run::new(&self.shared, &job, &audience).check().await
    }

    /// Compiles, so that `run` of the same job starts at once: for when the
    /// reader pauses. Gives the program. Dropping this future stops it. Fails
    /// where there is no program in the end.
    pub async fn ahead(&self, job: Job) -> Result<PathBuf> {
        let _active = self.shared.enter();
        let (events, mut unread) = mpsc::channel(16);
        let audience = self.shared.audience(events);
        let compiling = async {
            let audience = audience;
            Run::new(&self.shared, &job, &audience).ahead().await
        };
        let nobody_reads = async { while unread.recv().await.is_some() {} };
        tokio::join!(compiling, nobody_reads).0
    }

    /// Stops all and waits: the workbook ends.
    pub async fn shutdown(&self) {
        self.shared.closing.send_replace(true);
        let mut active = self.shared.active.subscribe();
        let _ = timeout(PATIENCE, active.wait_for(|n| *n == 0)).await;
    }
}

async fn prepare(shared: Arc<Shared>) {
    let _active = shared.enter();
    let mut closing = shared.closing.subscribe();
    let (root, workbook) = (shared.root.clone(), shared.workbook.clone());
    let limits = shared.limits.clone();
    let preparing = async {
        prepare::prepare(root, workbook, limits, &shared.board).await;
        record_ahead(&shared).await;
    };
    tokio::select! {
        () = preparing => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
}

/// Compiles the listings as they stand in the book, each with the recorder:
/// so they start at once. Where one cannot be compiled, its run will say so.
async fn record_ahead(shared: &Arc<Shared>) {
    let Ok(catalogue) = Catalogue::load(&shared.root) else {
        return;
    };
    let runner = Runner {
        shared: shared.clone(),
    };
    for listing in catalogue.listings().filter(|l| l.is_recorded()) {
        if let Ok(source) = catalogue.source(listing) {
            let job = Job {
                source: source.text(),
                listing: listing.name.clone(),
            };
            let _ = runner.ahead(job).await;
        }
    }
}

impl Shared {
    fn audience(&self, events: mpsc::Sender<Event>) -> Audience {
        Audience {
            events,
            closing: self.closing.subscribe(),
        }
    }

    /// A number for the next program, and how it will be told to stop.
    fn enlist(&self) -> Enlisted<'_> {
        let run = self.next_run.fetch_add(1, Ordering::Relaxed);
        let stop = Arc::new(Notify::new());
        self.stops().insert(run, stop.clone());
        Enlisted {
            shared: self,
            run,
            stop,
        }
    }

    fn stops(&self) -> MutexGuard<'_, HashMap<u64, Arc<Notify>>> {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self) -> Active {
        self.active.send_modify(|n| *n += 1);
        Active(self.active.clone())
    }
}

/// A program that can be told to stop, until this is dropped.
struct Enlisted<'a> {
    shared: &'a Shared,
    run: u64,
    stop: Arc<Notify>,
}

impl Drop for Enlisted<'_> {
    fn drop(&mut self) {
        self.shared.stops().remove(&self.run);
    }
}

/// Something that the workbook waits for when it ends.
struct Active(tokio::sync::watch::Sender<usize>);

impl Drop for Active {
    fn drop(&mut self) {
        self.0.send_modify(|n| *n -= 1);
    }
}
