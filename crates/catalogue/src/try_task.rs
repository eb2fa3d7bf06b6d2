//! "Try it" tasks: what a reader may change in a listing, and what then
//! happens. They are data, in `NAME.try.toml` beside the listing.
//!
//! ```toml
//! [[try]]
//! id = "slowest-last"
//! task = "Make task 2 the slowest. In which order do the results arrive?"
//! [[try.edit]]
//! find = "from_millis(500)"
//! replace = "from_secs(3)"
//! # Exactly one of `prints`, `error`, `hangs` and `panics`; `hangs` and
//! # `panics` may also say what is printed before. A listing in `unstable/`
//! # needs its `command` too.
//! prints = """
//! task 1 after 0.10 s
//! """
//! why = "Each task waits on its own, so the order is that of the waits."
//! ```

mod file;
mod outcome;
mod task;

pub use outcome::{Outcome, RunEnd, contains_error};
pub use task::{ChangedLines, Expected, TryTask};

use crate::catalogue::Catalogue;
use crate::listing::Listing;
use anyhow::Result;
use problem::{Problem, SourceError};
use std::fs;
use std::path::PathBuf;

/// Where the tasks of a listing are, relative to the root.
pub fn path(listing: &Listing) -> PathBuf {
    listing.path.with_extension("try.toml")
}

impl TryTask {
    /// Reads all tasks of a listing, in their order. A task whose change does
    /// not fit the listing is an error.
    pub fn load_all(
        catalogue: &Catalogue,
        listing: &Listing,
    ) -> Result<Vec<TryTask>> {
        let path = path(listing);
        let text = fs::read_to_string(catalogue.root.join(&path));
        let text = text.map_err(|error| {
            Problem::in_file(
                &path,
                format!("cannot be read: {error}"),
                "write the listing's `[[try]]` tasks: CONTRIBUTING.md says how",
            )
        })?;
        let source = catalogue.source(listing)?.text();
        TryTask::parse_all(&text, listing, &source)
            .map_err(|error| error.in_file(&path).into())
    }

    /// Reads all tasks of a `.try.toml` file about a listing whose text,
    /// without its `ANCHOR` lines, is `listing_source`.
    pub fn parse_all(
        file_text: &str,
        listing: &Listing,
        listing_source: &str,
    ) -> Result<Vec<TryTask>, SourceError> {
        file::parse(file_text, listing, listing_source)
    }

    /// Finds the task of that id, or says which there are.
    pub fn find_by_id<'a>(
        tasks: &'a [TryTask],
        id: &str,
    ) -> Result<&'a TryTask, SourceError> {
        let found = tasks.iter().find(|task| task.id.as_deref() == Some(id));
        found.ok_or_else(|| {
            let ids = tasks.iter().filter_map(|task| task.id.as_deref());
            SourceError::not_found("task", id, ids)
        })
    }
}

#[cfg(test)]
mod tests;
