//! The runner: starts runs, stops them, and prepares what they need.

use crate::build_plan::OpenPage;
use crate::event::{Job, RunEvent, RunnerState};
use crate::event_sink::EventSink;
use crate::limits::Limits;
use crate::prepare;
use crate::run::Run;
use crate::shared::Shared;
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use toolchain::{Diagnostic, SupervisedRustfmt, find_rustfmt};

/// How long `shutdown` waits for the end of what the runner has started.
/// Ctrl-C is to end the workbook within 3 s.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(2500);

/// Cheap to clone: all clones are one runner.
#[derive(Debug, Clone)]
pub struct Runner {
    shared: Arc<Shared>,
}

impl Runner {
    /// Starts to prepare in the background. Needs a tokio runtime.
    pub fn start(root: PathBuf, limits: Limits) -> Runner {
        // Where the workbook's file is unknown, each run fails and says why.
        let workbook_program = supervise::this_program().unwrap_or_default();
        Runner::start_with(workbook_program, root, limits)
    }

    /// Starts with another program for `supervise`, because a test's own
    /// program doesn't have that command.
    pub fn start_with(
        workbook_program: PathBuf,
        root: PathBuf,
        limits: Limits,
    ) -> Runner {
        let shared = Arc::new(Shared::new(workbook_program, root, limits));
        tokio::spawn(prepare_until_shutdown(shared.clone()));
        Runner { shared }
    }

    pub fn state(&self) -> RunnerState {
        self.subscribe().borrow().clone()
    }

    /// The state now and its changes.
    pub fn subscribe(&self) -> watch::Receiver<RunnerState> {
        self.shared.prepare_state.subscribe()
    }

    /// Waits for the crates of all chapters, and for the recorder.
    pub async fn wait_until_ready(&self) -> Result<()> {
        let mut states = self.subscribe();
        let is_settled = |state: &RunnerState| match state {
            RunnerState::Preparing { .. } => false,
            RunnerState::Ready | RunnerState::Failed { .. } => true,
        };
        match &*states.wait_for(is_settled).await? {
            RunnerState::Failed { why } => bail!("{why}"),
            _ => Ok(()),
        }
    }

    /// Builds what this page needs before everything else. From the first
    /// call on there is a reader, and the rest is built in the background.
    pub fn set_open_page(&self, page: OpenPage) {
        self.shared.open_page_tx.send_replace(Some(page));
    }

    /// Runs a program and sends events until `Ended`. When the receiver or
    /// this future is dropped, everything that was started is stopped.
    pub async fn run(&self, job: Job, events: mpsc::Sender<RunEvent>) {
        let _active = self.shared.count_as_active();
        self.prepare_again_if_removed();
        let events =
            EventSink::new(events, self.shared.shutdown_tx.subscribe());
        let run = Run::new(&self.shared, &job, &events);
        if let Some(end_event) = run.run_to_end().await {
            events.send(end_event).await;
        }
    }

    /// Sends SIGTERM to the program, and SIGKILL after 2 s; its events
    /// continue until `Ended`. Returns false if no such program runs.
    pub fn stop(&self, run_id: u64) -> bool {
        self.shared.request_run_stop(run_id)
    }

    /// Type-checks a program. Fails where its chapter is not prepared yet.
    pub async fn check(&self, job: Job) -> Result<Vec<Diagnostic>> {
        let _active = self.shared.count_as_active();
        self.prepare_again_if_removed();
        let events = EventSink::discarding(self.shared.shutdown_tx.subscribe());
        Run::new(&self.shared, &job, &events).check().await
    }

    /// Formats a program's text. It needs no chapter, because rustfmt only
    /// parses the text. Dropping the future stops rustfmt.
    pub async fn format(&self, source: &str) -> Result<String> {
        let _active = self.shared.count_as_active();
        let _permit = self.shared.type_check_permits.acquire().await?;
        let program = self.find_rustfmt().await?;
        let folder = supervise::create_scratch_folder("format-")?;
        let rustfmt = SupervisedRustfmt {
            program,
            workbook_program: &self.shared.workbook_program,
            limits: self.shared.limits.compiler,
            root: &self.shared.root,
        };
        let mut shutdown = self.shared.shutdown_tx.subscribe();
        tokio::select! {
            formatted = rustfmt.format(source, folder.path()) => formatted,
            _ = shutdown.wait_for(|shutdown| *shutdown) => {
                bail!("the workbook ends")
            }
        }
    }

    async fn find_rustfmt(&self) -> Result<&PathBuf> {
        let find = || {
            let root = self.shared.root.clone();
            async { spawn_blocking(move || find_rustfmt(&root)).await? }
        };
        self.shared.rustfmt.get_or_try_init(find).await
    }

    /// Starts to prepare once more if the compiled crates have been removed.
    /// Runs wait for that as they do after the start.
    fn prepare_again_if_removed(&self) {
        if self.shared.prepare_state.forget_all_if_removed() {
            tokio::spawn(prepare_until_shutdown(self.shared.clone()));
        }
    }

    /// Builds a program while its reader pauses, so that `run` starts it at
    /// once. Returns its path, and fails where it cannot be built. Dropping
    /// the future stops the compiler.
    pub async fn build_ahead(&self, job: Job) -> Result<PathBuf> {
        let _active = self.shared.count_as_active();
        let events = EventSink::discarding(self.shared.shutdown_tx.subscribe());
        Run::new(&self.shared, &job, &events).build_ahead().await
    }

    /// Stops everything and waits for its end: the workbook ends.
    pub async fn shutdown(&self) {
        self.shared.shutdown_tx.send_replace(true);
        let all_ended = self.shared.wait_until_inactive();
        let _ = timeout(SHUTDOWN_TIMEOUT, all_ended).await;
    }
}

async fn prepare_until_shutdown(shared: Arc<Shared>) {
    let _active = shared.count_as_active();
    let mut shutdown = shared.shutdown_tx.subscribe();
    tokio::select! {
        () = prepare::prepare(&shared) => {}
        _ = shutdown.wait_for(|shutdown| *shutdown) => {}
    }
}
