//! A run from the click to its end, step by step.

mod make;

use super::Shared;
use super::audience::{Audience, Lost};
use super::board::{Chapter, Tools};
use super::ending::not_run;
use super::event::{Event, How, Job, State};
use super::limits::Limits;
use super::program::Program;
use super::programs::Kept;
use super::queue::{Permit, Turn};
use crate::catalogue::{Catalogue, Listing, Package};
use anyhow::{Result, anyhow};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// One click on Run, or one check.
pub struct Run<'a> {
    shared: &'a Shared,
    job: &'a Job,
    audience: &'a Audience,
    start: Instant,
}

/// Why a run goes no further.
enum Halt {
    /// There is nobody to tell.
    Lost,
    Ended(Event),
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for Halt {
    fn from(error: anyhow::Error) -> Halt {
        Halt::Failed(error)
    }
}

/// What the catalogue knows of the job.
struct Known {
    listing: Listing,
    package: Package,
    limits: Limits,
}

/// A program to start, and what keeps it from being removed.
struct Ready {
    path: PathBuf,
    /// It is the listing as it stands in the book.
    prebuilt: bool,
    /// Whether it tells a timeline; if not, why.
    timeline: Result<(), String>,
    _kept: Option<Kept>,
}

impl<'a> Run<'a> {
    pub fn new(
        shared: &'a Shared,
        job: &'a Job,
        audience: &'a Audience,
    ) -> Self {
        Run {
            shared,
            job,
            audience,
            start: Instant::now(),
        }
    }

    /// The last event, unless nobody is there to hear it.
    pub async fn to_its_end(&self) -> Option<Event> {
        match self.steps().await {
            Ok(ended) | Err(Halt::Ended(ended)) => Some(ended),
            Err(Halt::Lost) => None,
            Err(Halt::Failed(error)) => {
                Some(self.not_run(How::Failed, format!("{error:#}")))
            }
        }
    }

    async fn steps(&self) -> Result<Event, Halt> {
        let known = self.known()?;
        if known.listing.limits.terminal_only {
            let says = for_terminals(&known.listing);
            return Err(Halt::Ended(self.not_run(How::Failed, says)));
        }
        let (tools, chapter) = self.prepared(&known.package).await?;
        let permit = self.turn().await?;
        let ready = self.ready(&tools, &chapter, &known).await?;
        self.execute(&ready, &known, permit).await
    }

    /// Read anew for each run: the author may have edited it.
    fn known(&self) -> Result<Known> {
        let catalogue = Catalogue::load(&self.shared.root)?;
        let listing = catalogue.find(&self.job.listing)?;
        Ok(Known {
            limits: self.shared.limits.with(&listing.limits),
            package: catalogue.package_of(listing).clone(),
            listing: listing.clone(),
        })
    }

    /// Waits until the chapter's crates are there, and tells how far it is.
    async fn prepared(
        &self,
        package: &Package,
    ) -> Result<(Tools, Arc<Chapter>), Halt> {
        let board = &self.shared.board;
        let mut states = board.states();
        loop {
            let state = states.borrow_and_update().clone();
            if let Some(prepared) = board.chapter(&package.slug) {
                return Ok(prepared.map_err(|why| anyhow!(why))?);
            }
            match state {
                State::Preparing { done, of, now } => {
                    self.audience.mention(Event::Preparing { done, of, now });
                }
                State::Failed { why } => return Err(anyhow!(why).into()),
                State::Ready => {
                    let slug = &package.slug;
                    return Err(anyhow!(
                        "`{slug}` is new; end the workbook and start it again"
                    )
                    .into());
                }
            }
            tokio::select! {
                _ = states.changed() => {}
                lost = self.audience.lost() => return Err(self.lost(lost)),
            }
        }
    }

    /// Waits in the queue, and tells the place.
    async fn turn(&self) -> Result<Permit, Halt> {
        let mut waiting = self.shared.queue.join();
        loop {
            let turn = tokio::select! {
                turn = waiting.turn() => turn,
                lost = self.audience.lost() => return Err(self.lost(lost)),
            };
            match turn {
                Turn::Come(permit) => return Ok(permit),
                Turn::Place(place) => {
                    self.audience.mention(Event::Queued { place });
                }
            }
        }
    }

    /// Runs the program; whoever waits may start as soon as it has ended.
    async fn execute(
        &self,
        ready: &Ready,
        known: &Known,
        permit: Permit,
    ) -> Result<Event, Halt> {
        let enlisted = self.shared.enlist();
        if let Err(why) = &ready.timeline {
            let says = sentence(why);
            self.tell(Event::Unrecorded { says }).await;
        }
        let file = format!("{}.rs", known.listing.name);
        let program = Program {
            path: &ready.path,
            workbook: &self.shared.workbook,
            limits: &known.limits,
            run: enlisted.run,
            prebuilt: ready.prebuilt,
            recorded: ready.timeline.is_ok().then_some(file.as_str()),
        };
        let (stop, watch) = (&enlisted.stop, &self.shared.watch);
        let ending = program
            .run(self.audience, stop, watch, || drop(permit))
            .await?;
        Ok(ending.event(&known.limits, &known.listing.command()))
    }

    async fn tell(&self, event: Event) {
        self.audience.tell(event).await;
    }

    fn lost(&self, lost: Lost) -> Halt {
        match lost {
            Lost::Receiver => Halt::Lost,
            Lost::Workbook => {
                let says = "The workbook has ended.".to_owned();
                Halt::Ended(self.not_run(How::Stopped, says))
            }
        }
    }

    fn not_run(&self, how: How, says: String) -> Event {
        not_run(how, self.start.elapsed(), says)
    }
}

/// `Because so.` of `because so`.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

fn for_terminals(listing: &Listing) -> String {
    format!(
        "`{}` asks too much of a page; run it in a terminal: `{}`",
        listing.name,
        listing.command()
    )
}
