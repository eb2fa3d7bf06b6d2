//! A question that the page asks before a listing is run: `NAME.predict.toml`
//! beside the listing.
//!
//! The right answer is that of the recorded run. So it is never written down,
//! or it is declared with a line that proves it. A program in `unstable/` has
//! no recorded run, so its `.out` file, which a test compares, takes its place.

mod answer;
mod file;

pub use answer::{Answer, Choice, NumberMistake, OrderMistake, Question};

use anyhow::{Context, Result};
use catalogue::transcript::{Session, Transcript};
use catalogue::{Listing, ListingKind};
use file::QuestionFile;
use problem::Problem;
use runner::recording::Recording;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the question of a listing is, relative to the root.
pub fn path(listing: &Listing) -> PathBuf {
    listing.path.with_extension("predict.toml")
}

impl Question {
    /// Reads the question about the listing, and its answer from the recorded
    /// run.
    pub fn load(root: &Path, listing: &Listing) -> Result<Question> {
        let path = path(listing);
        let text = fs::read_to_string(root.join(&path)).map_err(|error| {
            let message = format!("cannot be read: {error}");
            Problem::in_file(
                &path,
                message,
                "write it: CONTRIBUTING.md says how",
            )
        })?;
        let file: QuestionFile = toml::from_str(&text).map_err(|error| {
            let message = format!("is no question: {}", error.message());
            Problem::in_file(&path, message, "CONTRIBUTING.md shows one")
        })?;
        let printed = match listing.kind {
            ListingKind::Unstable => read_expected_output(root, listing)?,
            _ => read_recording(root, listing)?.stdout(),
        };
        file.into_question(&printed)
            .map_err(|error| error.in_file(&path).into())
    }
}

fn read_recording(root: &Path, listing: &Listing) -> Result<Recording> {
    let path = listing.recording_path();
    let text = fs::read_to_string(root.join(&path)).map_err(|error| {
        let name = &listing.name;
        let help = format!("run `cargo run -- record {name}`");
        Problem::in_file(&path, format!("cannot be read: {error}"), help)
    })?;
    serde_json::from_str(&text).with_context(|| format!("`{}`", path.display()))
}

/// What all sessions of the `.out` file print, as the reader sees it.
fn read_expected_output(root: &Path, listing: &Listing) -> Result<String> {
    let path = listing.transcript_path();
    let text = fs::read_to_string(root.join(&path))
        .with_context(|| format!("`{}`", path.display()))?;
    let transcript =
        Transcript::parse(&text).map_err(|error| error.in_file(&path))?;
    let sessions = transcript.sessions.iter();
    Ok(sessions.map(Session::reader_text).collect())
}

#[cfg(test)]
mod tests;
