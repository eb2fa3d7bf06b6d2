//! `preprocess`: our directives for the stock `mdbook`.

use anstream::stdout;
use anyhow::{Context, Result};
use book::DirectivePreprocessor;
use clap::{Args, Subcommand};
use mdbook_preprocessor::{Preprocessor, parse_input};
use std::io::{self, Write};
use std::process::ExitCode;

/// Expand the book's directives; the stock `mdbook` starts this
///
/// `book.toml` names this command, so that `mdbook build` and `mdbook serve`
/// work. Without a question, it reads a book from standard input.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(hide = true)]
pub struct Options {
    #[command(subcommand)]
    mdbook_query: Option<MdbookQuery>,
}

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
enum MdbookQuery {
    /// Exit with 0 if the renderer is supported
    Supports { renderer: String },
}

/// Answers the query of mdBook, or writes the book from standard input to
/// standard output with its directives expanded.
pub fn run(options: &Options) -> Result<ExitCode> {
    if let Some(MdbookQuery::Supports { renderer }) = &options.mdbook_query {
        return Ok(if DirectivePreprocessor.supports_renderer(renderer)? {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    let (ctx, book) = parse_input(io::stdin())
        .context("standard input is not a book as mdBook sends it")?;
    let expanded = DirectivePreprocessor.run(&ctx, book)?;
    stdout().write_all(serde_json::to_string(&expanded)?.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
