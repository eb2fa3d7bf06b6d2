//! `check`: an exercise, or all of them.

mod report;

pub use report::Report;

use crate::shutdown::ShutdownSignals;
use crate::terminal::{
    DIM_STYLE, print_note, print_progress_notice, render_progress_bar, styled,
};
use anstream::stdout;
use anyhow::{Result, bail};
use clap::Args;
use exercises::{
    CheckEvent, Checker, CheckerOptions, Exercise, Exercises, SolvedExercises,
    Verdict,
};
use progress::{Milestone, Store};
use runner::Limits;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

/// Explains why an exercise counts as solved although its file fails.
const SOLVED_ELSEWHERE_NOTE: &str = "      \
    It is marked as solved, but this file is as it was shipped. If you solved \
    it in the page, press `Check` there, and then `Save to the file`.";

/// Check an exercise, or all of them
///
/// Checking compiles the exercise, runs its tests, at most 10 s each, and
/// shows what fails.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
Examples:
  cargo run -- check side_by_side")]
pub struct Options {
    /// The exercise; without a name, all are checked
    pub name: Option<String>,
}

pub fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    let exercises = Exercises::load(root)?;
    let chosen: Vec<&Exercise> = match &options.name {
        Some(name) => vec![exercises.find(name)?],
        None => exercises.list.iter().collect(),
    };
    if chosen.is_empty() {
        bail!("this book has no exercises yet");
    }
    let verdicts = Runtime::new()?.block_on(async {
        let mut signals = ShutdownSignals::catch()?;
        let checking = async {
            let checker = prepare_checker(root).await?;
            let mut verdicts = Vec::new();
            for exercise in chosen {
                let report = match options.name {
                    Some(_) => Report::new(exercise),
                    None => Report::brief(exercise),
                };
                let check =
                    check_exercise(&checker, &exercises, exercise, report);
                verdicts.push(check.await?);
            }
            Ok(verdicts)
        };
        // Dropping the check stops the processes that it has started.
        tokio::select! {
            verdicts = checking => verdicts,
            () = signals.wait_for_signal() => bail!("stopped"),
        }
    })?;
    let are_solved = verdicts.iter().all(|v| *v == Verdict::Solved);
    let failed = options.name.as_deref().filter(|_| !are_solved);
    print_progress_and_next_step(&exercises, failed)?;
    Ok(if are_solved {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Builds the crates that exercises use; prints a note if that takes time.
pub async fn prepare_checker(root: &Path) -> Result<Checker> {
    let limits = Limits::default();
    let mut is_noted = false;
    Checker::prepare(root, CheckerOptions::new(limits)?, |_| {
        if !is_noted {
            print_note(
                "compiling the crates that exercises use, this once; it \
                 takes half a minute",
            );
            is_noted = true;
        }
    })
    .await
}

/// Checks the learner's file, prints the report, and stores in the progress
/// that the exercise is solved.
pub async fn check_exercise(
    checker: &Checker,
    exercises: &Exercises,
    exercise: &Exercise,
    mut report: Report<'_>,
) -> Result<Verdict> {
    let source = exercises.source(exercise)?;
    let (sender, mut events) = mpsc::channel::<CheckEvent>(64);
    let check = checker.check(exercises, exercise, &source, sender);
    let print_report = async {
        while let Some(event) = events.recv().await {
            report.print(event)?;
        }
        anyhow::Ok(())
    };
    let (verdict, printed) = tokio::join!(check, print_report);
    printed?;
    if verdict == Verdict::Solved {
        mark_solved(exercises, exercise)?;
    } else if is_solved_though_file_untouched(exercises, exercise)? {
        writeln!(stdout(), "{}", styled(DIM_STYLE, SOLVED_ELSEWHERE_NOTE))?;
    }
    Ok(verdict)
}

/// Marks the exercise as solved. It stays solved if a later check fails,
/// because it may have been solved in the page; `reset` removes the mark.
fn mark_solved(exercises: &Exercises, exercise: &Exercise) -> Result<()> {
    let hash = exercises.hash_tests(exercise)?;
    let store = Store::in_root(&exercises.root);
    let loaded = store.update(|progress| {
        progress.mark_reached(Milestone::Solved, &exercise.name, &hash);
    })?;
    print_progress_notice(&loaded);
    Ok(())
}

/// Whether the exercise is marked as solved although its file is as shipped.
fn is_solved_though_file_untouched(
    exercises: &Exercises,
    exercise: &Exercise,
) -> Result<bool> {
    let loaded = Store::in_root(&exercises.root).load()?;
    let solved = SolvedExercises::new(exercises, &loaded.progress)?;
    let is_untouched = exercises.is_untouched(exercise).unwrap_or(false);
    Ok(is_untouched && solved.is_solved(exercise))
}

/// Prints the bar, and what to do next.
fn print_progress_and_next_step(
    exercises: &Exercises,
    failed: Option<&str>,
) -> Result<()> {
    let loaded = Store::in_root(&exercises.root).load()?;
    let solved = SolvedExercises::new(exercises, &loaded.progress)?;
    let mut out = stdout();
    writeln!(
        out,
        "\n{}",
        render_progress_bar(solved.solved_count(), exercises.list.len())
    )?;
    match (failed, solved.next_unsolved(None)) {
        (Some(name), _) => writeln!(
            out,
            "For a hint: `cargo run -- hint {name}`. To check on each save: \
             `cargo run -- watch`."
        )?,
        (None, Some(next)) => {
            writeln!(out, "Next: `{}`", next.path().display())?;
        }
        (None, None) => writeln!(out, "\n{}", exercises.farewell.trim())?,
    }
    Ok(())
}
