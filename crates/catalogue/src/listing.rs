//! A program of the book, and the files that belong to it.

use crate::manifest::OwnLimits;
use std::path::{Path, PathBuf};

/// A program of the book: a listing, or a stage of the weather service.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Unique in the whole book, and the name of the cargo example.
    pub name: String,
    pub kind: ListingKind,
    /// The program's file, relative to the root.
    pub path: PathBuf,
    /// It keeps the machine busy: tests run nothing that measures beside it.
    pub runs_alone: bool,
    /// It runs on the public Rust Playground too.
    pub runs_on_playground: bool,
    /// Recording would change what it measures, so it runs without.
    pub runs_unrecorded: bool,
    /// Where the page must allow it more, or less.
    pub limits: OwnLimits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingKind {
    /// Runs with `cargo run --example NAME`.
    Runs,
    /// Must not compile: it shows what the compiler says.
    Broken,
    /// Needs flags that no other listing is built with, so it runs in a
    /// terminal, in a workspace of its own.
    Unstable,
}

impl Listing {
    /// The expected output, relative to the root.
    pub fn transcript_path(&self) -> PathBuf {
        self.path.with_extension("out")
    }

    /// The Python version, relative to the root; it need not exist.
    pub fn python_path(&self) -> PathBuf {
        self.path.with_extension("py")
    }

    /// What the Python version prints, relative to the root. Without this file,
    /// it prints what the listing prints.
    pub fn python_transcript_path(&self) -> PathBuf {
        self.path.with_extension("py.out")
    }

    /// Its recorded run, relative to the root.
    pub fn recording_path(&self) -> PathBuf {
        self.path.with_extension("run.json")
    }

    /// Whether its runs have a timeline.
    pub fn is_recorded(&self) -> bool {
        self.kind == ListingKind::Runs
            && !self.runs_unrecorded
            && !self.is_terminal_only()
    }

    /// Whether no page can run it, so that the reader is told its command.
    pub fn is_terminal_only(&self) -> bool {
        self.kind == ListingKind::Unstable || self.limits.terminal_only
    }

    /// What a reader types to run it.
    pub fn command(&self) -> String {
        match self.kind {
            ListingKind::Runs => format!("cargo run --example {}", self.name),
            ListingKind::Broken => format!("cargo run -- run {}", self.name),
            ListingKind::Unstable => format!(
                "cd {} && cargo run --example {}",
                self.folder().display(),
                self.name
            ),
        }
    }

    /// The folder of its file, relative to the root.
    pub fn folder(&self) -> &Path {
        self.path.parent().expect("a listing is in a folder")
    }
}
