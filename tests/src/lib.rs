//! What the tests of the book share, such as running programs and comparing
//! what they print.

pub mod blocks;
pub mod commands;
pub mod exercise;
pub mod glossary;
pub mod manifest;
pub mod modules;
pub mod node;
pub mod postgres;
pub mod process;
pub mod program;
pub mod proof;
pub mod python;
pub mod quiet;
pub mod random_program;
pub mod recorded;
pub mod recorded_program;
pub mod redirects;
pub mod retry;
pub mod samples;
pub mod site;
pub mod snippet;
pub mod test_cache;
pub mod tree;
pub mod try_task;
pub mod unstable;
pub mod update;

use std::path::Path;

/// The folder with `book.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("`tests` lies in the book's root")
}
