//! A question that the page asks before a listing is run: `NAME.predict.toml`
//! beside the listing.
//!
//! The right answer is that of the recorded run. So it is never written down,
//! or it is declared with a line that proves it.

mod file;

use crate::catalogue::Listing;
use crate::problem::Problem;
use crate::recording::Recording;
use anyhow::{Context, Result};
use file::File;
use std::fs;
use std::path::{Path, PathBuf};

/// A question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub text: String,
    /// Why it is so, for after the run.
    pub after: String,
    pub answer: Answer,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Printed lines to put in order.
    Order {
        /// As the reader gets them.
        lines: Vec<String>,
        /// For each of them, its place in the run.
        places: Vec<usize>,
        wrong: Vec<WrongOrder>,
    },
    /// A number that is printed.
    Number {
        /// The printed line, before and after the number.
        line: (String, String),
        /// As the run prints it.
        printed: String,
        right: f64,
        /// So far off is right too.
        tolerance: f64,
        wrong: Vec<WrongNumber>,
    },
    Choice {
        /// More than one may be right.
        several: bool,
        choices: Vec<Choice>,
    },
}

/// What to say to who puts `first` before `second`, each a line's index.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongOrder {
    pub first: usize,
    pub second: usize,
    pub why: String,
}

/// What to say to who guesses about that number.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongNumber {
    pub near: f64,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub text: String,
    pub right: bool,
    /// Why it is wrong.
    pub why: String,
}

/// Where the question of a listing is, relative to the root.
pub fn path(listing: &Listing) -> PathBuf {
    listing.path.with_extension("predict.toml")
}

impl Question {
    /// The question about the listing, its answer proved by the recorded run.
    pub fn load(root: &Path, listing: &Listing) -> Result<Question> {
        let path = path(listing);
        let wrong = |what: String, help: String| {
            Problem::in_file(&path, what, help).into()
        };
        let text = fs::read_to_string(root.join(&path)).map_err(|error| {
            let help = "write it: CONTRIBUTING.md says how".to_owned();
            wrong(format!("cannot be read: {error}"), help)
        })?;
        let file: File = toml::from_str(&text).map_err(|error| {
            let what = format!("is no question: {}", error.message());
            wrong(what, "CONTRIBUTING.md shows one".to_owned())
        })?;
        let recording = recording(root, listing)?;
        file.answered(&recording.stdout())
            .map_err(|(what, help)| wrong(what, help))
    }
}

fn recording(root: &Path, listing: &Listing) -> Result<Recording> {
    let path = listing.recording_path();
    let text = fs::read_to_string(root.join(&path)).map_err(|error| {
        let name = &listing.name;
        let help = format!("run `cargo run -- record {name}`");
        Problem::in_file(&path, format!("cannot be read: {error}"), help)
    })?;
    serde_json::from_str(&text).with_context(|| format!("`{}`", path.display()))
}

#[cfg(test)]
mod tests;
