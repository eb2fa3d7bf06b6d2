//! `hint`, `solution`, `reset`: help with an exercise.

use crate::exercises::{self, Exercise, Exercises, Standing};
use crate::progress::{Deed, Loaded, Store};
use crate::terminal::Paint;
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::io::{self, BufRead, Write};
use std::path::Path;

/// Shows the first steps of the hint.
pub fn hint(root: &Path, name: &str, steps: usize) -> Result<()> {
    let exercises = Exercises::load(root)?;
    let exercise = exercises.find(name)?;
    print!("{}", hint_text(exercise, steps));
    let of = exercise.hints.len();
    if steps < of {
        println!("\n`cargo run -- hint {name} {}` tells more.", steps + 1);
    } else {
        println!("\nThat was all: `cargo run -- solution {name}` is left.");
    }
    Ok(())
}

/// The first steps, with their numbers.
pub fn hint_text(exercise: &Exercise, steps: usize) -> String {
    let of = exercise.hints.len();
    let mut text = String::new();
    for (index, hint) in exercise.hints.iter().take(steps).enumerate() {
        let gap = if index > 0 { "\n" } else { "" };
        let _ = writeln!(text, "{gap}Hint {} of {of}\n{hint}", index + 1);
    }
    text
}

pub fn solution(root: &Path, name: &str) -> Result<()> {
    let exercises = Exercises::load(root)?;
    let exercise = exercises.find(name)?;
    let text = exercises.solution(exercise)?;
    // The tests are known.
    let code = exercises::code_of(&text);
    println!("// {}\n{code}", exercise.solution_path().display());
    Ok(())
}

pub fn reset(root: &Path, name: &str, sure: bool) -> Result<()> {
    let exercises = Exercises::load(root)?;
    let exercise = exercises.find(name)?;
    if !sure && !is_confirmed(&question(exercise))? {
        bail!("nothing was changed");
    }
    println!("{}", reset_now(root, exercise)?);
    Ok(())
}

pub fn question(exercise: &Exercise) -> String {
    format!(
        "Put `{}` back as it was shipped? Your text is kept. [y/N] ",
        exercise.path().display()
    )
}

/// Resets the exercise, and says what became of the learner's text.
pub fn reset_now(root: &Path, exercise: &Exercise) -> Result<String> {
    let reset = exercises::reset(root, exercise)?;
    Store::of(root)
        .update(|progress| progress.forget(Deed::Solved, &exercise.name))?;
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

/// Asks; only `y` and `yes` mean yes, and no answer means no.
pub fn is_confirmed(question: &str) -> Result<bool> {
    print!("{question}");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    println!();
    Ok(is_yes(&answer))
}

pub fn is_yes(answer: &str) -> bool {
    let answer = answer.trim();
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}

/// All exercises with their marks, and the bar.
pub fn list(
    exercises: &Exercises,
    standing: &Standing<'_>,
    paint: Paint,
) -> String {
    let mut text = String::new();
    for (chapter, all) in exercises.by_chapter() {
        let _ = writeln!(text, "{}", paint.bold(chapter));
        for exercise in all {
            let mark = match standing.is_solved(exercise) {
                true => paint.good("solved"),
                false => paint.dim("open  "),
            };
            let _ = writeln!(text, "  {mark}  {}", exercise.name);
        }
    }
    let bar = paint.bar(standing.solved(), exercises.all.len());
    let _ = writeln!(text, "{bar}");
    text
}

/// Says it where a damaged file was set aside.
pub fn tell_notice(loaded: &Loaded) {
    if let Some(notice) = loaded.notice() {
        eprintln!("note: {notice}");
    }
}
