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
    say_standing(&exercises, name, paint)?;
    let is_solved = |verdict: &Verdict| *verdict == Verdict::Solved;
    Ok(match verdicts.iter().all(is_solved) {
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
    note(exercises, exercise, verdict)?;
    Ok(verdict)
}

/// What failed once more is not solved any more.
fn note(
    exercises: &Exercises,
    exercise: &Exercise,
    verdict: Verdict,
) -> Result<()> {
    let hash = exercises.hash(exercise)?;
    let loaded =
        Store::of(&exercises.root).update(|progress| match verdict {
            Verdict::Solved => {
                progress.note(Deed::Solved, &exercise.name, &hash);
            }
            Verdict::Broken => {}
            _ => progress.forget(Deed::Solved, &exercise.name),
        })?;
    tell_notice(&loaded);
    Ok(())
}

/// The bar, and what to do next.
fn say_standing(
    exercises: &Exercises,
    name: Option<&str>,
    paint: Paint,
) -> Result<()> {
    let loaded = Store::of(&exercises.root).load()?;
    let standing = Standing::new(exercises, &loaded.progress)?;
    let bar = paint.bar(standing.solved(), exercises.all.len());
    println!("\n{bar}");
    let checked = name.and_then(|name| exercises.find(name).ok());
    let is_open = |e: &&Exercise| !standing.is_solved(e);
    match (checked.filter(is_open), standing.next(checked)) {
        (Some(open), _) => println!(
            "A hint: `cargo run -- hint {}`. On each save: \
             `cargo run -- watch`.",
            open.name
        ),
        (None, Some(next)) => {
            println!("Next: `{}`", next.path().display());
        }
        (None, None) => println!("\n{}", exercises.farewell.trim()),
    }
    Ok(())
}
