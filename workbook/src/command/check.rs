//! `check`: an exercise, or all of them.

mod report;

pub use report::Report;

use super::learn::tell_notice;
use crate::exercises::{
    Checker, Event, Exercise, Exercises, Standing, Verdict,
};
use crate::progress::{Deed, Store};
use crate::settings;
use crate::terminal::Paint;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;
use tokio::runtime::Runtime;
use tokio::signal::ctrl_c;
use tokio::sync::mpsc;

pub fn check(root: &Path, name: Option<&str>) -> Result<ExitCode> {
    let exercises = Exercises::load(root)?;
    let chosen: Vec<&Exercise> = match name {
        Some(name) => vec![exercises.find(name)?],
        None => exercises.all.iter().collect(),
    };
    if chosen.is_empty() {
        bail!("this book has no exercises yet");
    }
    let paint = Paint::for_stdout();
    let verdicts = Runtime::new()?.block_on(async {
        let checking = async {
            let checker = prepare(root).await?;
            let mut verdicts = Vec::new();
            for exercise in chosen {
                let report = match name {
                    Some(_) => Report::new(exercise, paint),
                    None => Report::brief(exercise, paint),
                };
                let checked = one(&checker, &exercises, exercise, report);
                verdicts.push(checked.await?);
            }
            Ok(verdicts)
        };
        // Dropping the check stops what it has started.
        tokio::select! {
            verdicts = checking => verdicts,
            _ = ctrl_c() => bail!("stopped"),
        }
    })?;
    let are_solved = verdicts.iter().all(|v| *v == Verdict::Solved);
    let failed = name.filter(|_| !are_solved);
    say_standing(&exercises, failed, paint)?;
    Ok(match are_solved {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Tells on standard error what is being compiled, once.
pub async fn prepare(root: &Path) -> Result<Checker> {
    let limits = settings::limits(root)?;
    let mut count = 0;
    Checker::prepare(root, limits, |_| {
        count += 1;
        if count == 1 {
            eprintln!(
                "compiling the crates that exercises use, this once; it \
                 takes half a minute"
            );
        }
    })
    .await
}

/// Checks the learner's file, tells how it goes, and notes what is solved.
pub async fn one(
    checker: &Checker,
    exercises: &Exercises,
    exercise: &Exercise,
    mut report: Report<'_>,
) -> Result<Verdict> {
    let source = exercises.source(exercise)?;
    let (sender, mut events) = mpsc::channel::<Event>(64);
    let checking = checker.check(exercises, exercise, &source, sender);
    let telling = async {
        while let Some(event) = events.recv().await {
            report.tell(event);
        }
    };
    let (verdict, ()) = tokio::join!(checking, telling);
    if verdict == Verdict::Solved {
        note(exercises, exercise)?;
    }
    Ok(verdict)
}

/// What fails later stays solved, for it may have been solved in the page;
/// `reset` makes it open again.
fn note(exercises: &Exercises, exercise: &Exercise) -> Result<()> {
    let hash = exercises.hash(exercise)?;
    let store = Store::of(&exercises.root);
    let loaded = store.update(|progress| {
        progress.note(Deed::Solved, &exercise.name, &hash);
    })?;
    tell_notice(&loaded);
    Ok(())
}

/// The bar, and what to do next.
fn say_standing(
    exercises: &Exercises,
    failed: Option<&str>,
    paint: Paint,
) -> Result<()> {
    let loaded = Store::of(&exercises.root).load()?;
    let standing = Standing::new(exercises, &loaded.progress)?;
    let bar = paint.bar(standing.solved(), exercises.all.len());
    println!("\n{bar}");
    match (failed, standing.next(None)) {
        (Some(name), _) => println!(
            "A hint: `cargo run -- hint {name}`. On each save: \
             `cargo run -- watch`."
        ),
        (None, Some(next)) => {
            println!("Next: `{}`", next.path().display());
        }
        (None, None) => println!("\n{}", exercises.farewell.trim()),
    }
    Ok(())
}
