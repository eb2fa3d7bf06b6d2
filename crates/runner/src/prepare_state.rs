//! What has been prepared so far, and the news of it.

use crate::build_cache::BuildCache;
use crate::event::RunnerState;
use crate::instrumented_crates::InstrumentedCrates;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use toolchain::{Artifacts, Rustc};

/// What every run needs.
#[derive(Debug, Clone)]
pub struct Tools {
    pub rustc: Rustc,
    pub cache: BuildCache,
}

/// What a chapter's recorded programs are made of, or the beginning of a
/// sentence why there are none.
pub type InstrumentedCratesResult = Result<Arc<InstrumentedCrates>, String>;

/// A chapter whose crates and listings cargo has built.
#[derive(Debug)]
pub struct BuiltChapter {
    pub artifacts: Artifacts,
    /// For rustc: the crates that the chapter's listings may use.
    pub crate_arguments: Vec<OsString>,
    /// The texts of which cargo has built programs.
    pub listing_sources: BTreeMap<String, String>,
}

impl BuiltChapter {
    /// The program that cargo has built from exactly this text.
    pub fn program(&self, listing_name: &str, source: &str) -> Option<&Path> {
        let built_from = self.listing_sources.get(listing_name)?;
        let program = self.artifacts.program(listing_name)?;
        (built_from == source && program.is_file()).then_some(program)
    }
}

/// A chapter, or why it cannot be used.
type ChapterResult = Result<Arc<BuiltChapter>, String>;

fn initial_state() -> RunnerState {
    RunnerState::Preparing {
        done: 0,
        total: 0,
        current: "(reading the book)".to_owned(),
    }
}

/// Filled by `prepare` and read by every run.
#[derive(Debug)]
pub struct PrepareState {
    state_tx: watch::Sender<RunnerState>,
    results: Mutex<Results>,
}

#[derive(Debug, Default)]
struct Results {
    tools: Option<Tools>,
    /// The chapters that the book had when the workbook started.
    planned_chapters: Vec<String>,
    instrumented_crates: BTreeMap<String, InstrumentedCratesResult>,
    chapters: BTreeMap<String, ChapterResult>,
}

impl Results {
    fn crates_still_exist(&self) -> bool {
        let mut chapters = self.chapters.values().flatten();
        let mut instrumented = self.instrumented_crates.values().flatten();
        chapters.all(|chapter| chapter.artifacts.has_libraries())
            && instrumented.all(|crates| crates.still_exist())
    }
}

impl PrepareState {
    pub fn new() -> PrepareState {
        PrepareState {
            state_tx: watch::Sender::new(initial_state()),
            results: Mutex::default(),
        }
    }

    /// Forgets everything if compiled crates have been removed since, by
    /// `cargo clean`, say. Then returns true: all must be prepared again.
    pub fn forget_all_if_removed(&self) -> bool {
        let mut results = self.lock_results();
        let is_preparing =
            matches!(*self.state_tx.borrow(), RunnerState::Preparing { .. });
        if is_preparing || results.crates_still_exist() {
            return false;
        }
        *results = Results::default();
        self.state_tx.send_replace(initial_state());
        true
    }

    pub fn subscribe(&self) -> watch::Receiver<RunnerState> {
        self.state_tx.subscribe()
    }

    pub fn set_state(&self, state: RunnerState) {
        self.state_tx.send_replace(state);
    }

    pub fn set_tools(&self, tools: Tools, planned: Vec<String>) {
        let mut results = self.lock_results();
        results.tools = Some(tools);
        results.planned_chapters = planned;
    }

    /// Whether the chapter is built once it is needed.
    pub fn is_planned(&self, slug: &str) -> bool {
        self.lock_results()
            .planned_chapters
            .iter()
            .any(|planned| planned == slug)
    }

    /// Wakes the runs that wait for the chapter.
    pub fn set_chapter(
        &self,
        slug: &str,
        chapter: Result<BuiltChapter, String>,
    ) {
        let chapter = chapter.map(Arc::new);
        self.lock_results()
            .chapters
            .insert(slug.to_owned(), chapter);
        self.state_tx.send_modify(|_| {});
    }

    pub fn set_instrumented_crates(
        &self,
        slug: &str,
        crates: Result<InstrumentedCrates, String>,
    ) {
        let crates = crates.map(Arc::new);
        self.lock_results()
            .instrumented_crates
            .insert(slug.to_owned(), crates);
    }

    /// The chapter's crates for recorded programs. Runs do not wait for them.
    pub fn instrumented_crates(&self, slug: &str) -> InstrumentedCratesResult {
        let not_yet = || {
            Err("the recorder is still being compiled, so this run has no \
                 timeline; later runs will have one when that is done"
                .to_owned())
        };
        let crates = self.lock_results().instrumented_crates.get(slug).cloned();
        crates.unwrap_or_else(not_yet)
    }

    /// The tools and the chapter. `None` where they are not prepared yet.
    pub fn chapter(
        &self,
        slug: &str,
    ) -> Option<Result<(Tools, Arc<BuiltChapter>), String>> {
        let results = self.lock_results();
        let chapter = results.chapters.get(slug)?.clone();
        let tools = results.tools.clone()?;
        Some(chapter.map(|chapter| (tools, chapter)))
    }

    /// The state once everything has been tried.
    pub fn final_state(&self) -> RunnerState {
        let results = self.lock_results();
        let mut failures =
            results.chapters.values().filter_map(|c| c.as_ref().err());
        match failures.next() {
            Some(why) => RunnerState::Failed { why: why.clone() },
            None => RunnerState::Ready,
        }
    }

    fn lock_results(&self) -> MutexGuard<'_, Results> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
