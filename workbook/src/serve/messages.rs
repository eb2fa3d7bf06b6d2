//! The messages over a page's connection; `workbook/PROTOCOL.md` is their
//! documentation.

use super::site_state::SiteNews;
use runner::Job;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// From the page. The answer is a stream of events with the same number.
#[derive(Debug, Deserialize, TS)]
pub struct PageRequest {
    /// Chosen by the page, another one for each request.
    pub id: u64,
    #[serde(flatten)]
    pub work: PageRequestKind,
}

/// What the page asks for.
#[derive(Debug, Deserialize, TS)]
#[serde(tag = "request", rename_all = "kebab-case")]
pub enum PageRequestKind {
    Run(Job),
    /// One event: the compiler's diagnostics.
    TypeCheck(Job),
    CheckExercise {
        exercise: String,
        /// The whole text, with the tests.
        source: String,
    },
    RecordTest(RecordTestRequest),
    /// Stops the request with this number, and all that it has started. It
    /// has no answer.
    Cancel,
}

/// A test of an exercise that a reader wants to have recorded.
#[derive(Debug, Deserialize, TS)]
pub struct RecordTestRequest {
    pub exercise: String,
    /// The whole text, with the tests.
    pub source: String,
    /// Its name, as a check reports it.
    pub test: String,
}

/// To the page.
#[derive(Debug, Serialize, TS)]
#[serde(tag = "message", rename_all = "kebab-case")]
pub enum PageMessage<E> {
    /// The book has been built, or cannot be built.
    Site(SiteNews),
    /// A page has changed the stored progress.
    Progress,
    Event {
        id: u64,
        event: E,
    },
    /// The last message for a request.
    End {
        id: u64,
        /// Why the request is refused, in a sentence for the reader.
        error: Option<String>,
    },
}
