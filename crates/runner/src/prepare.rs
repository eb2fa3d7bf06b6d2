//! Prepares the runner: cargo builds the listings of one chapter after the
//! other, so that a light chapter does not wait for a heavy one, and rustc the
//! recorded programs. What the open page needs comes first (`build_plan`); the
//! rest is built with a low priority, and within limits.

use crate::build_cache::BuildCache;
use crate::build_plan::{BuildPlan, BuildStep, OpenPage};
use crate::chapter_build::ChapterBuildOptions;
use crate::event::{Job, RunnerState};
use crate::event_sink::EventSink;
use crate::limits::Limits;
use crate::prepare_state::{BuiltChapter, Tools};
use crate::recorder;
use crate::run::Run;
use crate::shared::Shared;
use anyhow::{Result, anyhow};
use catalogue::{Catalogue, ListingKind, Package};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use supervise::Priority;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use toolchain::{CargoBuild, RecordedWorkspace, Rustc, target_folder};

/// Prepares the book until the workbook ends, and stores the results or what
/// went wrong. Cargo and rustc run one at a time.
pub async fn prepare(shared: &Shared) {
    match Preparation::start(shared).await {
        Ok(mut preparation) => preparation.run().await,
        Err(error) => shared.prepare_state.set_state(RunnerState::Failed {
            why: format!("{error:#}"),
        }),
    }
}

struct Preparation<'a> {
    shared: &'a Shared,
    catalogue: Catalogue,
    workspace: Result<RecordedWorkspace, String>,
    plan: BuildPlan,
    /// The time that background steps may still take.
    background_time_left: Duration,
}

impl Preparation<'_> {
    async fn start(shared: &Shared) -> Result<Preparation<'_>> {
        let loading = spawn_blocking({
            let (root, limits) = (shared.root.clone(), shared.limits.clone());
            move || load_catalogue_and_tools(&root, &limits)
        });
        let (catalogue, tools) = loading.await??;
        let packages = &catalogue.packages;
        let slugs = packages.iter().map(|p| p.slug.clone()).collect();
        shared.prepare_state.set_tools(tools, slugs);
        let workspace = recorder::write_workspace(&shared.root, packages).await;
        Ok(Preparation {
            shared,
            workspace,
            plan: BuildPlan::new(packages),
            catalogue,
            background_time_left: shared.limits.background.max_time,
        })
    }

    async fn run(&mut self) {
        let mut page = self.shared.open_page_tx.subscribe();
        loop {
            let next = self.plan.next_step(page.borrow_and_update().as_ref());
            let next =
                next.filter(|n| n.is_needed || self.may_build_in_background());
            if next.is_none() || !self.plan.has_chapters_left() {
                self.finish_preparing();
            }
            match next {
                Some(next) if next.is_needed => {
                    self.build(&next.step, Priority::Normal).await;
                    self.plan.mark_done(next.step);
                }
                Some(next) => self.build_in_background(next.step, &page).await,
                None if page.changed().await.is_err() => return,
                None => {}
            }
        }
    }

    /// Makes a step that no reader waits for, once the machine is idle, and
    /// gives it up when a reader needs another.
    async fn build_in_background(
        &mut self,
        step: BuildStep,
        page: &watch::Receiver<Option<OpenPage>>,
    ) {
        let mut page = page.clone();
        tokio::select! {
            () = self.shared.wait_until_idle() => {}
            _ = page.changed() => return,
        }
        let start = Instant::now();
        let is_done = tokio::select! {
            () = self.build(&step, Priority::Background) => true,
            () = self.wait_until_another_step_is_needed(&step, &mut page) => false,
        };
        let time = self.background_time_left.saturating_sub(start.elapsed());
        self.background_time_left = time;
        if is_done {
            self.plan.mark_done(step);
        }
    }

    async fn wait_until_another_step_is_needed(
        &self,
        step: &BuildStep,
        page: &mut watch::Receiver<Option<OpenPage>>,
    ) {
        while page.changed().await.is_ok() {
            let next = self.plan.next_step(page.borrow_and_update().as_ref());
            if next.is_some_and(|next| next.is_needed && next.step != *step) {
                return;
            }
        }
        std::future::pending().await
    }

    /// Whether anything may be built in the background.
    fn may_build_in_background(&self) -> bool {
        let min_free_mb = self.shared.limits.background.min_free_disk_mb;
        !self.background_time_left.is_zero()
            && free_disk_mb(&self.shared.root)
                .is_none_or(|mb| mb >= min_free_mb)
    }

    /// No more chapters are built until a reader needs one.
    fn finish_preparing(&self) {
        let prepare_state = &self.shared.prepare_state;
        let is_preparing = matches!(
            *prepare_state.subscribe().borrow(),
            RunnerState::Preparing { .. }
        );
        if is_preparing {
            prepare_state.set_state(prepare_state.final_state());
        }
    }

    async fn build(&self, step: &BuildStep, priority: Priority) {
        match step {
            BuildStep::Chapter(slug) => {
                self.build_chapter(slug, priority).await
            }
            BuildStep::Program(name) => {
                self.build_program(name, priority).await
            }
        }
    }

    async fn build_chapter(&self, slug: &str, priority: Priority) {
        let packages = &self.catalogue.packages;
        let Some(package) = packages.iter().find(|p| p.slug == slug) else {
            return;
        };
        let prepare_state = &self.shared.prepare_state;
        let build = ChapterBuildOptions {
            workbook_program: &self.shared.workbook_program,
            prepare_state,
            priority,
        };
        let chapter = build_chapter(&self.catalogue, package, &build).await;
        let chapter = chapter.map_err(|error| format!("{error:#}"));
        prepare_state.set_chapter(slug, chapter);
        let recorded = match &self.workspace {
            Ok(workspace) => recorder::build(workspace, package, &build).await,
            Err(why) => Err(why.clone()),
        };
        prepare_state.set_instrumented_crates(slug, recorded);
    }

    /// Builds a listing as the book shows it, with the recorder, so that it
    /// starts at once. If it cannot be built, its run reports that.
    async fn build_program(&self, listing_name: &str, priority: Priority) {
        let catalogue = &self.catalogue;
        let Ok(listing) = catalogue.find(listing_name) else {
            return;
        };
        let Ok(source) = catalogue.source(listing) else {
            return;
        };
        let job = Job {
            source: source.text(),
            listing: listing_name.to_owned(),
            arguments: Vec::new(),
        };
        let events = EventSink::discarding(self.shared.shutdown_tx.subscribe());
        let run = Run::new(self.shared, &job, &events).with_priority(priority);
        let _ = run.build_ahead().await;
    }
}

#[cfg(unix)]
fn free_disk_mb(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some((disk.f_bavail * disk.f_frsize) >> 20)
}

#[cfg(not(unix))]
fn free_disk_mb(_: &Path) -> Option<u64> {
    None
}

fn load_catalogue_and_tools(
    root: &Path,
    limits: &Limits,
) -> Result<(Catalogue, Tools)> {
    let catalogue = Catalogue::load(root)?;
    let target = target_folder(root)?;
    // The book's own programs are not to replace the reader's.
    let capacity = limits.max_cached_programs + catalogue.listings().count();
    let tools = Tools {
        rustc: Rustc::find(root)?,
        cache: BuildCache::open(&target, capacity)?,
    };
    Ok((catalogue, tools))
}

async fn build_chapter(
    catalogue: &Catalogue,
    package: &Package,
    build: &ChapterBuildOptions<'_>,
) -> Result<BuiltChapter> {
    let sources = listing_sources(catalogue, package)?;
    let examples = package
        .listings
        .iter()
        .filter(|listing| listing.kind == ListingKind::Runs)
        .map(|listing| listing.name.as_str());
    let root = &catalogue.root;
    let outcome = CargoBuild::examples(root, build.workbook_program, examples)
        .with_priority(build.priority)
        .run(|progress| build.prepare_state.set_state(progress.into()))
        .await?;
    // A listing that does not compile reports that when it is run. Only
    // without its crates, nothing in the chapter can run.
    let crate_arguments =
        outcome.artifacts.rustc_arguments(&package.dependencies);
    let crate_arguments = match outcome.result {
        Ok(()) => crate_arguments?,
        Err(errors) => crate_arguments.map_err(|error| {
            anyhow!(
                "{error}: cargo cannot build the crates of `{}`:\n{errors}",
                package.slug
            )
        })?,
    };
    let mut chapter = BuiltChapter {
        artifacts: outcome.artifacts,
        crate_arguments,
        listing_sources: sources,
    };
    // A listing that was edited while cargo compiled has no program yet.
    let current_sources = listing_sources(catalogue, package)?;
    chapter
        .listing_sources
        .retain(|name, source| current_sources.get(name) == Some(source));
    Ok(chapter)
}

/// The texts of the listings as the book shows them.
fn listing_sources(
    catalogue: &Catalogue,
    package: &Package,
) -> Result<BTreeMap<String, String>> {
    package
        .listings
        .iter()
        .filter(|listing| listing.kind == ListingKind::Runs)
        .map(|listing| {
            let source = catalogue.source(listing)?.text();
            Ok((listing.name.clone(), source))
        })
        .collect()
}
