//! What has been prepared so far, and the news of it.

use super::event::State;
use super::programs::Programs;
use super::recorder::Recorder;
use crate::toolchain::{Built, Rustc};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What every run needs.
#[derive(Debug, Clone)]
pub struct Tools {
    pub rustc: Rustc,
    pub programs: Programs,
}

/// What makes timelines, or a sentence's beginning why nothing does.
pub type Recording = Result<Arc<Recorder>, String>;

/// A chapter whose crates and listings cargo has built.
#[derive(Debug)]
pub struct Chapter {
    pub built: Built,
    /// For rustc: the crates that the chapter's listings may use.
    pub crates: Vec<OsString>,
    /// The texts of which cargo has made programs.
    pub sources: BTreeMap<String, String>,
}

impl Chapter {
    /// The program that cargo has made of just this text.
    pub fn program(&self, name: &str, source: &str) -> Option<&Path> {
        let text = self.sources.get(name)?;
        let program = self.built.program(name)?;
        (text == source && program.is_file()).then_some(program)
    }
}

/// A chapter that can be used, or why not.
type Prepared = Result<Arc<Chapter>, String>;

#[derive(Debug)]
pub struct Board {
    state: watch::Sender<State>,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    tools: Option<Tools>,
    recorder: Option<Recording>,
    chapters: BTreeMap<String, Prepared>,
}

impl Board {
    pub fn new() -> Board {
        let state = State::Preparing {
            done: 0,
            of: 0,
            now: "(looking what there is)".to_owned(),
        };
        Board {
            state: watch::Sender::new(state),
            shelf: Mutex::default(),
        }
    }

    pub fn states(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    pub fn tell(&self, state: State) {
        self.state.send_replace(state);
    }

    pub fn set_tools(&self, tools: Tools) {
        self.shelf().tools = Some(tools);
    }

    /// Those that wait for it look again.
    pub fn set_chapter(&self, slug: &str, chapter: Result<Chapter, String>) {
        let chapter = chapter.map(Arc::new);
        self.shelf().chapters.insert(slug.to_owned(), chapter);
        self.state.send_modify(|_| {});
    }

    pub fn set_recorder(&self, recorder: Result<Recorder, String>) {
        self.shelf().recorder = Some(recorder.map(Arc::new));
    }

    /// Runs do not wait for it.
    pub fn recorder(&self) -> Recording {
        let none_yet = || {
            Err("the recorder is still being compiled, so this run has no \
                 timeline; the next one will"
                .to_owned())
        };
        self.shelf().recorder.clone().unwrap_or_else(none_yet)
    }

    /// `None` where it is not prepared yet.
    pub fn chapter(
        &self,
        slug: &str,
    ) -> Option<Result<(Tools, Arc<Chapter>), String>> {
        let shelf = self.shelf();
        let chapter = shelf.chapters.get(slug)?.clone();
        let tools = shelf.tools.clone()?;
        Some(chapter.map(|chapter| (tools, chapter)))
    }

    /// The state when all has been tried.
    pub fn end(&self) -> State {
        let shelf = self.shelf();
        let mut faults =
            shelf.chapters.values().filter_map(|c| c.as_ref().err());
        match faults.next() {
            Some(why) => State::Failed { why: why.clone() },
            None => State::Ready,
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
