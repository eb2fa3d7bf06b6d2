//! `hint`: help with an exercise, step by step.

use anstream::stdout;
use anyhow::Result;
use clap::Args;
use exercises::{Exercise, Exercises};
use std::fmt::Write as _;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;

/// Show a hint for an exercise
///
/// Each hint has several steps, from a nudge to nearly the code.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
Examples:
  cargo run -- hint side_by_side
  cargo run -- hint side_by_side 2")]
pub struct Options {
    /// The exercise; `cargo run -- list` lists them
    pub name: String,
    /// How many steps to show
    #[arg(default_value = "1")]
    steps: NonZeroUsize,
}

pub fn run(root: &Path, options: &Options) -> Result<()> {
    let exercises = Exercises::load(root)?;
    let exercise = exercises.find(&options.name)?;
    let (name, steps) = (&exercise.name, options.steps.get());
    let mut text = render_hints(exercise, steps);
    if steps < exercise.hints.len() {
        let next = steps + 1;
        writeln!(text, "\nThe next step: `cargo run -- hint {name} {next}`.")?;
    } else {
        writeln!(
            text,
            "\nThat was the last step. The solution: `cargo run -- solution \
             {name}`."
        )?;
    }
    write!(stdout(), "{text}")?;
    Ok(())
}

/// Renders the first steps, with their numbers.
pub fn render_hints(exercise: &Exercise, step_count: usize) -> String {
    let total = exercise.hints.len();
    let shown = exercise.hints.iter().take(step_count).enumerate();
    let shown = shown.map(|(index, hint)| {
        format!("Hint {} of {total}\n{hint}\n", index + 1)
    });
    shown.collect::<Vec<_>>().join("\n")
}
