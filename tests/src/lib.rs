//! What the tests of the book share: running programs and judging what they
//! print.

pub mod blocks;
pub mod commands;
pub mod exercise;
pub mod green;
pub mod manifest;
pub mod matching;
pub mod process;
pub mod program;
pub mod proof;
pub mod python;
pub mod quiet;
pub mod recorded;
pub mod samples;
pub mod site;
pub mod snippet;
pub mod tree;
pub mod update;

use std::path::Path;

/// The folder with `book.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("`tests` lies in the book's root")
}
