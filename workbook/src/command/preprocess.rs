//! `preprocess`: our directives for the stock `mdbook`.

use crate::book::Directives;
use anyhow::{Context, Result};
use mdbook_preprocessor::{Preprocessor, parse_input};
use std::io;
use std::process::ExitCode;

/// Answers mdBook's question, or turns the book on standard input into the
/// expanded one on standard output.
pub fn preprocess(supports: Option<&str>) -> Result<ExitCode> {
    if let Some(renderer) = supports {
        let supported = Directives.supports_renderer(renderer)?;
        return Ok(ExitCode::from(u8::from(!supported)));
    }
    let (ctx, book) = parse_input(io::stdin())
        .context("standard input is not a book as mdBook sends it")?;
    let expanded = Directives.run(&ctx, book)?;
    serde_json::to_writer(io::stdout(), &expanded)?;
    Ok(ExitCode::SUCCESS)
}
