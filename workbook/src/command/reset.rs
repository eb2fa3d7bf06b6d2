//! `reset`: an exercise as it was shipped.

use anstream::stdout;
use anyhow::{Result, bail};
use clap::Args;
use exercises::{Exercise, Exercises};
use progress::{Milestone, Store};
use std::io::{self, BufRead, Write};
use std::path::Path;

/// Put an exercise back as it was shipped
///
/// Your text is kept in `.workbook/backup/`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {
    /// The exercise; `cargo run -- list` lists them
    pub name: String,
    /// Don't ask first
    #[arg(short, long)]
    yes: bool,
}

pub fn run(root: &Path, options: &Options) -> Result<()> {
    let exercises = Exercises::load(root)?;
    let exercise = exercises.find(&options.name)?;
    if !options.yes && !confirm(&confirmation_question(exercise))? {
        bail!("nothing was changed");
    }
    writeln!(stdout(), "{}", reset_exercise(&exercises, exercise)?)?;
    Ok(())
}

pub fn confirmation_question(exercise: &Exercise) -> String {
    format!(
        "Put `{}` back as it was shipped? Your text is kept. [y/N] ",
        exercise.path().display()
    )
}

/// Resets the exercise, and returns a sentence that says where the learner's
/// text is now.
pub fn reset_exercise(
    exercises: &Exercises,
    exercise: &Exercise,
) -> Result<String> {
    let reset = exercises.reset(exercise)?;
    let root = &exercises.root;
    Store::in_root(root).update(|progress| {
        progress.forget(Milestone::Solved, &exercise.name)
    })?;
    let file = exercise.path();
    let file = file.display();
    Ok(match reset.backup {
        Some(backup) => {
            let backup = backup.strip_prefix(root).unwrap_or(&backup);
            format!(
                "`{file}` is as shipped; your text is in `{}`",
                backup.display()
            )
        }
        None => format!("`{file}` is as shipped"),
    })
}

/// Asks the question on the terminal. Only `y` and `yes` mean yes.
pub fn confirm(question: &str) -> Result<bool> {
    write!(stdout(), "{question}")?;
    stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    writeln!(stdout())?;
    Ok(is_yes(&answer))
}

pub fn is_yes(answer: &str) -> bool {
    let answer = answer.trim();
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}
