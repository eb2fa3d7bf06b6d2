//! The listings as data: which there are, in which order, where they lie,
//! and what they are expected to do.
//!
//! In come the chapter packages in `listings/`: their `[[example]]` tables
//! and `[package.metadata.listings]`, their programs, and the `.out` and
//! `.try.toml` files beside these. Programs that must not compile have no
//! table and are found in the `broken/` folders. Out comes a [`Catalogue`],
//! which the page, the runner and the tests look listings up in.

mod catalogue;
mod listing;
mod manifest;
pub mod matching;
mod package;
mod playground;
mod source;
pub mod transcript;
mod try_task;

pub use catalogue::Catalogue;
pub use listing::{Listing, ListingKind};
pub use manifest::OwnLimits;
pub use package::Package;
pub use source::{Excerpt, Source};
pub use try_task::{
    ChangedLines, Expected, Outcome, RunEnd, TryTask, contains_error,
    path as try_path,
};
