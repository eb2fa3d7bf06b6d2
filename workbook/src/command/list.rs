//! `list`: the chapters, what there is to run in each, and the exercises.

use crate::terminal::{
    BOLD_STYLE, DIM_STYLE, SUCCESS_STYLE, print_progress_notice,
    render_progress_bar, styled,
};
use anstream::stdout;
use anyhow::Result;
use catalogue::{Catalogue, ListingKind};
use clap::Args;
use exercises::{Exercises, SolvedExercises};
use progress::Store;
use std::io::Write;
use std::path::Path;

/// List the chapters, their listings and their exercises
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {}

pub fn run(root: &Path) -> Result<()> {
    let catalogue = Catalogue::load(root)?;
    let width = catalogue
        .listings()
        .chain(catalogue.unstable_listings())
        .map(|listing| listing.name.len())
        .max()
        .unwrap_or_default();
    let mut out = stdout();
    for package in catalogue
        .packages
        .iter()
        .chain(&catalogue.unstable_packages)
    {
        writeln!(out, "{}", styled(BOLD_STYLE, &package.slug))?;
        for listing in &package.listings {
            let title = catalogue.source(listing)?.title;
            let mark = match listing.kind {
                ListingKind::Runs => "",
                ListingKind::Broken => " (does not compile)",
                ListingKind::Unstable => " (needs a flag)",
            };
            writeln!(out, "  {:width$}  {title}{mark}", listing.name)?;
        }
    }
    writeln!(
        out,
        "\nRun one with `cargo run --example NAME`; for one that needs a flag, \
         its page shows the command."
    )?;
    list_exercises(root, &mut out)
}

fn list_exercises(root: &Path, out: &mut impl Write) -> Result<()> {
    let exercises = Exercises::load(root)?;
    if exercises.list.is_empty() {
        return Ok(());
    }
    let loaded = Store::in_root(root).load()?;
    print_progress_notice(&loaded);
    let solved = SolvedExercises::new(&exercises, &loaded.progress)?;
    writeln!(out, "\n{}", styled(BOLD_STYLE, "exercises"))?;
    write!(out, "{}", render_exercises(&exercises, &solved))?;
    writeln!(out, "\nSolve them with `cargo run -- watch`.")?;
    Ok(())
}

/// Renders a line per exercise with its mark, and the bar.
pub fn render_exercises(
    exercises: &Exercises,
    solved: &SolvedExercises<'_>,
) -> String {
    let mut lines = Vec::new();
    for (chapter, exercises) in exercises.by_chapter() {
        lines.push(styled(BOLD_STYLE, chapter));
        for exercise in exercises {
            let mark = if solved.is_solved(exercise) {
                styled(SUCCESS_STYLE, "solved")
            } else {
                styled(DIM_STYLE, "open  ")
            };
            lines.push(format!("  {mark}  {}", exercise.name));
        }
    }
    lines.push(render_progress_bar(
        solved.solved_count(),
        exercises.list.len(),
    ));
    lines.join("\n") + "\n"
}
