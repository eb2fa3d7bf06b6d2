//! The learner's place among the exercises, and the one-letter commands.

use super::super::hint;
use super::super::list::render_exercises;
use super::super::reset::{confirmation_question, is_yes, reset_exercise};
use crate::terminal::{
    CLEAR_SCREEN, DIM_STYLE, print_error, print_progress_notice,
    render_progress_bar, styled,
};
use anstream::stdout;
use anyhow::Result;
use exercises::{Exercise, Exercises, SolvedExercises, Verdict};
use progress::{LoadedProgress, Store};
use std::io::{self, Write};
use std::path::PathBuf;

const KEYS_HELP: &str = "Enter: check again  h: hint  n: next  l: list  \
    r: reset  q: quit";

pub struct Session<'a> {
    exercises: &'a Exercises,
    current: &'a Exercise,
    /// How many steps of its hint have been shown.
    shown_hint_count: usize,
    /// Whether the next line answers the question of a reset.
    awaits_confirmation: bool,
    /// Whether the welcome is on the screen; the first check keeps it there.
    shows_welcome: bool,
}

/// What follows a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextAction {
    Check,
    Wait,
    Quit,
}

pub fn is_quit_command(line: &str) -> bool {
    matches!(line.trim(), "q" | "quit")
}

impl<'a> Session<'a> {
    /// Starts with the first exercise that is not solved, or with the first
    /// one if all are solved.
    pub fn new(exercises: &'a Exercises) -> Result<Self> {
        let loaded = Store::in_root(&exercises.root).load()?;
        print_progress_notice(&loaded);
        let solved = SolvedExercises::new(exercises, &loaded.progress)?;
        Ok(Session {
            exercises,
            current: solved.next_unsolved(None).unwrap_or(&exercises.list[0]),
            shown_hint_count: 0,
            awaits_confirmation: false,
            shows_welcome: true,
        })
    }

    pub fn exercises(&self) -> &'a Exercises {
        self.exercises
    }

    pub fn current(&self) -> &'a Exercise {
        self.current
    }

    pub fn clear_screen(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.shows_welcome) {
            return Ok(());
        }
        write!(stdout(), "{CLEAR_SCREEN}")
    }

    pub fn print_welcome(&self) -> io::Result<()> {
        writeln!(stdout(), "{}\n", self.exercises.welcome.trim())
    }

    /// Makes another exercise the current one if it has been saved and the
    /// current one has not.
    pub fn switch_to_saved(&mut self, paths: &[PathBuf]) {
        let is_saved = |exercise: &&Exercise| {
            let path = exercise.path();
            paths.iter().any(|saved| saved.ends_with(&path))
        };
        let exercises = &self.exercises.list;
        if !is_saved(&self.current)
            && let Some(other) = exercises.iter().find(is_saved)
        {
            self.go_to(other);
        }
        self.awaits_confirmation = false;
    }

    /// Prints the bar and what to do next.
    pub fn print_progress_and_next_step(&self, verdict: Verdict) -> Result<()> {
        let loaded = self.load_progress()?;
        let solved = SolvedExercises::new(self.exercises, &loaded.progress)?;
        let total = self.exercises.list.len();
        let mut out = stdout();
        writeln!(
            out,
            "\n{}",
            render_progress_bar(solved.solved_count(), total)
        )?;
        match (verdict, solved.next_unsolved(Some(self.current))) {
            (Verdict::Solved, Some(_)) => writeln!(
                out,
                "Compare: `cargo run -- solution {}`. n goes to the next \
                 exercise.",
                self.current.name
            )?,
            (Verdict::Solved, None) => {
                writeln!(out, "\n{}\n", self.exercises.farewell.trim())?;
            }
            _ => writeln!(
                out,
                "Fix `{}` and save it.",
                self.current.path().display()
            )?,
        }
        writeln!(out, "{}", styled(DIM_STYLE, KEYS_HELP))?;
        Ok(())
    }

    pub fn print_unreadable(&self, error: &anyhow::Error) -> io::Result<()> {
        writeln!(stdout(), "{error:#}\nIt is checked when you save it.")
    }

    /// Carries out the command in a line.
    pub fn handle_line(&mut self, line: &str) -> Result<NextAction> {
        if std::mem::take(&mut self.awaits_confirmation) {
            return self.reset_if_confirmed(line);
        }
        match line.trim() {
            "" => return Ok(NextAction::Check),
            "h" | "hint" => self.print_hint()?,
            "n" | "next" => return self.go_to_next(),
            "l" | "list" => self.print_list()?,
            "r" | "reset" => {
                writeln!(stdout(), "{}", confirmation_question(self.current))?;
                self.awaits_confirmation = true;
            }
            line if is_quit_command(line) => return Ok(NextAction::Quit),
            other => writeln!(
                stdout(),
                "there is no command `{other}`; {KEYS_HELP}"
            )?,
        }
        Ok(NextAction::Wait)
    }

    fn print_hint(&mut self) -> io::Result<()> {
        let total = self.current.hints.len();
        self.shown_hint_count = (self.shown_hint_count + 1).min(total);
        let text = hint::render_hints(self.current, self.shown_hint_count);
        write!(stdout(), "{text}")
    }

    fn go_to_next(&mut self) -> Result<NextAction> {
        let loaded = self.load_progress()?;
        let solved = SolvedExercises::new(self.exercises, &loaded.progress)?;
        match solved.next_unsolved(Some(self.current)) {
            Some(next) if next != self.current => {
                self.go_to(next);
                Ok(NextAction::Check)
            }
            Some(_) => {
                let name = &self.current.name;
                writeln!(stdout(), "`{name}` is the last open exercise")?;
                Ok(NextAction::Wait)
            }
            None => {
                writeln!(stdout(), "all exercises are solved")?;
                Ok(NextAction::Wait)
            }
        }
    }

    fn print_list(&self) -> Result<()> {
        let loaded = self.load_progress()?;
        let solved = SolvedExercises::new(self.exercises, &loaded.progress)?;
        let list = render_exercises(self.exercises, &solved);
        let name = &self.current.name;
        writeln!(stdout(), "{list}the current exercise is `{name}`")?;
        Ok(())
    }

    fn reset_if_confirmed(&self, line: &str) -> Result<NextAction> {
        if !is_yes(line) {
            writeln!(stdout(), "nothing was changed")?;
            return Ok(NextAction::Wait);
        }
        match reset_exercise(self.exercises, self.current) {
            Ok(message) => writeln!(stdout(), "{message}")?,
            // The learner can continue with the text as it is.
            Err(error) => print_error(&error),
        }
        Ok(NextAction::Wait)
    }

    fn go_to(&mut self, exercise: &'a Exercise) {
        self.current = exercise;
        self.shown_hint_count = 0;
    }

    fn load_progress(&self) -> Result<LoadedProgress> {
        let loaded = Store::in_root(&self.exercises.root).load()?;
        print_progress_notice(&loaded);
        Ok(loaded)
    }
}
