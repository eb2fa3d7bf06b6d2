//! `progress`: what the reader has done, and its way to another machine.

use super::reset::confirm;
use crate::terminal::print_progress_notice;
use anstream::stdout;
use anyhow::{Context, Result, bail};
use book::progress_count::{ProgressCount, count_progress};
use clap::{Args, Subcommand};
use progress::{Milestone, Progress, Store};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Show what you have done, or carry it to another machine
///
/// Your progress is kept in `.workbook/progress.json`; pages and terminal
/// share it.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
enum Action {
    /// Write your progress to a new file
    Export { file: PathBuf },
    /// Add the progress in a file to yours
    Import { file: PathBuf },
    /// Start again; the old progress file is kept
    Reset {
        /// Don't ask first
        #[arg(short, long)]
        yes: bool,
    },
}

pub fn run(root: &Path, options: Options) -> Result<()> {
    let store = Store::in_root(root);
    match options.action {
        None => print_progress(root, &store),
        Some(Action::Export { file }) => export(&store, &file),
        Some(Action::Import { file }) => import(&store, &file),
        Some(Action::Reset { yes }) => reset(&store, yes),
    }
}

fn print_progress(root: &Path, store: &Store) -> Result<()> {
    let loaded = store.load()?;
    print_progress_notice(&loaded);
    let pages = match book::load_outlines(root) {
        Ok(pages) => pages,
        Err(error) => {
            print_stored_counts(&loaded.progress)?;
            return Err(error.context(
                "how much of the book that is can't be counted, because the \
                 book has an error",
            ));
        }
    };
    for count in count_progress(&pages, &loaded.progress) {
        let ProgressCount {
            label,
            done_names,
            total,
        } = count;
        let names = done_names.join(", ");
        let line =
            format!("{:>4} of {total} {label}: {names}", done_names.len());
        writeln!(stdout(), "{}", line.trim_end_matches(": "))?;
    }
    Ok(())
}

/// Prints how much is stored, also for pages and listings that the book no
/// longer has.
fn print_stored_counts(progress: &Progress) -> Result<()> {
    for milestone in Milestone::ALL {
        let count = progress.marks(milestone).len();
        let label = match milestone {
            Milestone::Read => "pages read",
            Milestone::Run => "listings run",
            Milestone::Predicted => "questions answered",
            Milestone::Tried => "tasks tried",
            Milestone::Solved => "exercises solved",
        };
        writeln!(stdout(), "{count:>4} {label}")?;
    }
    Ok(())
}

/// Never over a file that is there.
fn export(store: &Store, file: &Path) -> Result<()> {
    let loaded = store.load()?;
    print_progress_notice(&loaded);
    let name = || format!("`{}` cannot be written", file.display());
    if file.exists() {
        bail!("`{}` exists; choose another name", file.display());
    }
    fs::write(file, loaded.progress.to_json()?).with_context(name)?;
    writeln!(stdout(), "your progress is in `{}`", file.display())?;
    Ok(())
}

fn import(store: &Store, file: &Path) -> Result<()> {
    let name = || format!("`{}`", file.display());
    let text = fs::read_to_string(file).with_context(name)?;
    let theirs = Progress::parse(&text).with_context(name)?;
    let loaded = store.update(|progress| progress.merge(theirs))?;
    print_progress_notice(&loaded);
    writeln!(stdout(), "added the progress in `{}`", file.display())?;
    Ok(())
}

fn reset(store: &Store, skips_question: bool) -> Result<()> {
    let question = "Forget what you have read, run, predicted, tried and \
                    solved? [y/N] ";
    if !skips_question && !confirm(question)? {
        bail!("nothing was changed");
    }
    match store.reset()? {
        Some(kept) => writeln!(
            stdout(),
            "your progress starts again; the old one is kept as `{}`",
            kept.display()
        )?,
        None => writeln!(stdout(), "there is no progress to reset")?,
    }
    Ok(())
}
