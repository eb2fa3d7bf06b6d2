//! A run from the click to its end, step by step.

mod build;

use crate::build_cache::CachedProgram;
use crate::event::{EndKind, Job, RunEvent, RunnerState};
use crate::event_sink::{EventSink, StopCause};
use crate::exit::early_end_event;
use crate::limits::Limits;
use crate::prepare_state::{BuiltChapter, Tools};
use crate::program::LaunchSpec;
use crate::queue::{Permit, QueueChange};
use crate::recorder_pipe::RecordedSource;
use crate::shared::Shared;
use anyhow::{Result, anyhow};
use catalogue::{Catalogue, Listing, Package};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use supervise::Priority;

/// One click on Run, or one check.
pub struct Run<'a> {
    shared: &'a Shared,
    job: &'a Job,
    events: &'a EventSink,
    /// Of the compiler.
    priority: Priority,
    start: Instant,
}

/// Why a run ends before its program has run.
enum EarlyEnd {
    /// The receiver of the events is gone.
    Abandoned,
    /// This event reports why.
    WithEvent(RunEvent),
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for EarlyEnd {
    fn from(error: anyhow::Error) -> EarlyEnd {
        EarlyEnd::Failed(error)
    }
}

/// What the catalogue has about the job's listing.
struct JobContext {
    listing: Listing,
    package: Package,
    limits: Limits,
}

/// A program to start.
struct RunnableProgram {
    path: PathBuf,
    /// Whether it is the listing exactly as the book shows it.
    is_unedited: bool,
    /// Whether it records a timeline; if not, why.
    timeline_support: Result<(), String>,
    /// Keeps the program from being removed.
    _cached: Option<CachedProgram>,
}

impl<'a> Run<'a> {
    pub fn new(
        shared: &'a Shared,
        job: &'a Job,
        events: &'a EventSink,
    ) -> Self {
        Run {
            shared,
            job,
            events,
            priority: Priority::Normal,
            start: Instant::now(),
        }
    }

    /// Compiles with this priority.
    pub fn with_priority(self, priority: Priority) -> Self {
        Run { priority, ..self }
    }

    /// Runs to the end. Returns the last event, unless the receiver is gone.
    pub async fn run_to_end(&self) -> Option<RunEvent> {
        match self.run_steps().await {
            Ok(event) | Err(EarlyEnd::WithEvent(event)) => Some(event),
            Err(EarlyEnd::Abandoned) => None,
            Err(EarlyEnd::Failed(error)) => Some(
                self.early_end_event(EndKind::Failed, format!("{error:#}")),
            ),
        }
    }

    async fn run_steps(&self) -> Result<RunEvent, EarlyEnd> {
        let context = self.load_context()?;
        if context.listing.is_terminal_only() {
            let message = terminal_only_message(&context.listing);
            let event = self.early_end_event(EndKind::Failed, message);
            return Err(EarlyEnd::WithEvent(event));
        }
        let (tools, chapter) = self.wait_for_chapter(&context.package).await?;
        let permit = self.wait_in_queue().await?;
        let program = self.build(&tools, &chapter, &context).await?;
        self.execute(&program, &context, permit).await
    }

    /// Reads the catalogue for each run, since an author may have edited it.
    fn load_context(&self) -> Result<JobContext> {
        let catalogue = Catalogue::load(&self.shared.root)?;
        let listing = catalogue.find(&self.job.listing)?;
        Ok(JobContext {
            limits: self.shared.limits.with_overrides(&listing.limits),
            package: catalogue.package_of(listing).clone(),
            listing: listing.clone(),
        })
    }

    /// Waits until the chapter's crates are built, and reports the progress.
    async fn wait_for_chapter(
        &self,
        package: &Package,
    ) -> Result<(Tools, Arc<BuiltChapter>), EarlyEnd> {
        let prepare_state = &self.shared.prepare_state;
        let mut states = prepare_state.subscribe();
        loop {
            let state = states.borrow_and_update().clone();
            if let Some(chapter) = prepare_state.chapter(&package.slug) {
                return Ok(chapter.map_err(|why| anyhow!(why))?);
            }
            self.shared.prioritize_listing(&self.job.listing);
            match state {
                RunnerState::Preparing {
                    done,
                    total,
                    current,
                } => self.events.send_if_room(RunEvent::Preparing {
                    done,
                    total,
                    current,
                }),
                RunnerState::Failed { why } => return Err(anyhow!(why).into()),
                // Others than the open page's may not have been built.
                RunnerState::Ready
                    if prepare_state.is_planned(&package.slug) => {}
                RunnerState::Ready => {
                    let slug = &package.slug;
                    return Err(anyhow!(
                        "`{slug}` is new; end the workbook and start it again"
                    )
                    .into());
                }
            }
            tokio::select! {
                _ = states.changed() => {}
                cause = self.events.wait_for_stop_cause() => {
                    return Err(self.end_after_stop(cause));
                }
            }
        }
    }

    /// Waits until the program may run, and reports its place in the queue.
    async fn wait_in_queue(&self) -> Result<Permit, EarlyEnd> {
        let mut waiting = self.shared.queue.join();
        loop {
            let change = tokio::select! {
                change = waiting.next_change() => change,
                cause = self.events.wait_for_stop_cause() => {
                    return Err(self.end_after_stop(cause));
                }
            };
            match change {
                QueueChange::Permitted(permit) => return Ok(permit),
                QueueChange::Place(place) => {
                    self.events.send_if_room(RunEvent::Queued { place });
                }
            }
        }
    }

    /// Runs the program. The next program in the queue may start as soon as
    /// this one has ended.
    async fn execute(
        &self,
        program: &RunnableProgram,
        context: &JobContext,
        permit: Permit,
    ) -> Result<RunEvent, EarlyEnd> {
        let registered = self.shared.register_run();
        if let Err(why) = &program.timeline_support {
            let message = to_sentence(why);
            self.send(RunEvent::Unrecorded { message }).await;
        }
        let file_name = format!("{}.rs", context.listing.name);
        let source = RecordedSource {
            file_name: &file_name,
            text: &self.job.source,
        };
        let is_recorded = program.timeline_support.is_ok();
        let end = LaunchSpec {
            executable: &program.path,
            arguments: &self.job.arguments,
            workbook_program: &self.shared.workbook_program,
            limits: &context.limits,
            run_id: registered.run_id,
            is_unedited: program.is_unedited,
            timeline_source: is_recorded.then_some(source),
        }
        .run(self.events, &registered.stop_signal, || drop(permit))
        .await?;
        let advice = limit_advice(&context.listing, program.is_unedited);
        Ok(end.to_event(&context.limits, &advice))
    }

    async fn send(&self, event: RunEvent) {
        self.events.send(event).await;
    }

    fn end_after_stop(&self, cause: StopCause) -> EarlyEnd {
        match cause {
            StopCause::ReceiverGone => EarlyEnd::Abandoned,
            StopCause::Shutdown => {
                let message = "The workbook has ended.".to_owned();
                EarlyEnd::WithEvent(
                    self.early_end_event(EndKind::Stopped, message),
                )
            }
        }
    }

    fn early_end_event(&self, kind: EndKind, message: String) -> RunEvent {
        early_end_event(kind, self.start.elapsed(), message)
    }
}

/// `Because so.` from `because so`.
fn to_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

fn terminal_only_message(listing: &Listing) -> String {
    format!(
        "`{}` needs more than a page allows; run it in a terminal: `{}`",
        listing.name,
        listing.command()
    )
}

/// How to run the same program without limits.
fn limit_advice(listing: &Listing, is_unedited: bool) -> String {
    let command = listing.command();
    if is_unedited {
        format!("In a terminal it has no limits: `{command}`.")
    } else {
        format!(
            "In a terminal it has no limits: save your version as `{}`, and \
             then `{command}`.",
            listing.path.display()
        )
    }
}
