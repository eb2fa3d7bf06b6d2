//! Where the learner is, and what the letters do.

use super::super::learn;
use crate::exercises::{Exercise, Exercises, Standing, Verdict};
use crate::progress::{Loaded, Store};
use crate::terminal::Paint;
use anyhow::Result;
use std::path::PathBuf;

const KEYS: &str = "Enter: check again  h: hint  n: next  l: list  r: reset  \
                    q: quit";

pub struct Session<'a> {
    exercises: &'a Exercises,
    current: &'a Exercise,
    /// So many steps of its hint have been shown.
    hints: usize,
    /// A reset waits for a yes.
    is_asked: bool,
    /// The welcome is to be seen, until the first save.
    is_welcome: bool,
    paint: Paint,
}

/// What a line leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    Check,
    Wait,
    Quit,
}

pub fn quits(line: &str) -> bool {
    matches!(line.trim(), "q" | "quit")
}

impl<'a> Session<'a> {
    /// Starts with the first that is not solved; where all are, the first.
    pub fn new(exercises: &'a Exercises, paint: Paint) -> Result<Self> {
        let loaded = Store::of(&exercises.root).load()?;
        learn::tell_notice(&loaded);
        let standing = Standing::new(exercises, &loaded.progress)?;
        Ok(Session {
            exercises,
            current: standing.next(None).unwrap_or(&exercises.all[0]),
            hints: 0,
            is_asked: false,
            is_welcome: true,
            paint,
        })
    }

    pub fn exercises(&self) -> &'a Exercises {
        self.exercises
    }

    pub fn current(&self) -> &'a Exercise {
        self.current
    }

    pub fn paint(&self) -> Paint {
        self.paint
    }

    pub fn clear(&mut self) {
        if !std::mem::take(&mut self.is_welcome) {
            print!("{}", self.paint.clear());
        }
    }

    pub fn greet(&self) {
        println!("{}\n", self.exercises.welcome.trim());
    }

    /// Whoever saves another exercise works on that one now.
    pub fn saved(&mut self, paths: &[PathBuf]) {
        let is_saved = |exercise: &&Exercise| {
            let path = exercise.path();
            paths.iter().any(|saved| saved.ends_with(&path))
        };
        let all = &self.exercises.all;
        if !is_saved(&self.current)
            && let Some(other) = all.iter().find(is_saved)
        {
            self.go_to(other);
        }
        self.is_asked = false;
    }

    /// Says where the learner is now.
    pub fn checked(&self, verdict: Verdict) -> Result<()> {
        let loaded = self.loaded()?;
        let standing = Standing::new(self.exercises, &loaded.progress)?;
        let of = self.exercises.all.len();
        println!("\n{}", self.paint.bar(standing.solved(), of));
        match (verdict, standing.next(Some(self.current))) {
            (Verdict::Solved, Some(_)) => println!(
                "Compare: `cargo run -- solution {}`. n goes on.",
                self.current.name
            ),
            (Verdict::Solved, None) => {
                println!("\n{}\n", self.exercises.farewell.trim());
            }
            _ => println!(
                "Mend `{}` and save it.",
                self.current.path().display()
            ),
        }
        println!("{}", self.paint.dim(KEYS));
        Ok(())
    }

    pub fn answer(&mut self, line: &str) -> Result<Reply> {
        if std::mem::take(&mut self.is_asked) {
            return self.answer_to_reset(line);
        }
        match line.trim() {
            "" => return Ok(Reply::Check),
            "h" | "hint" => self.hint(),
            "n" | "next" => return self.next(),
            "l" | "list" => self.list()?,
            "r" | "reset" => {
                println!("{}", learn::question(self.current));
                self.is_asked = true;
            }
            line if quits(line) => return Ok(Reply::Quit),
            other => println!("there is no `{other}`; {KEYS}"),
        }
        Ok(Reply::Wait)
    }

    fn hint(&mut self) {
        self.hints = (self.hints + 1).min(self.current.hints.len());
        print!("{}", learn::hint_text(self.current, self.hints));
    }

    fn next(&mut self) -> Result<Reply> {
        let loaded = self.loaded()?;
        let standing = Standing::new(self.exercises, &loaded.progress)?;
        match standing.next(Some(self.current)) {
            Some(next) if next != self.current => {
                self.go_to(next);
                Ok(Reply::Check)
            }
            Some(_) => {
                println!("`{}` is the last that is open", self.current.name);
                Ok(Reply::Wait)
            }
            None => {
                println!("all exercises are solved");
                Ok(Reply::Wait)
            }
        }
    }

    fn list(&self) -> Result<()> {
        let loaded = self.loaded()?;
        let standing = Standing::new(self.exercises, &loaded.progress)?;
        print!("{}", learn::list(self.exercises, &standing, self.paint));
        println!("you are at `{}`", self.current.name);
        Ok(())
    }

    fn answer_to_reset(&self, line: &str) -> Result<Reply> {
        if !learn::is_yes(line) {
            println!("nothing was changed");
            return Ok(Reply::Wait);
        }
        // Without git there is none, and the watch goes on all the same.
        match learn::reset_now(&self.exercises.root, self.current) {
            Ok(done) => println!("{done}"),
            Err(error) => println!("error: {error:#}"),
        }
        Ok(Reply::Wait)
    }

    fn go_to(&mut self, exercise: &'a Exercise) {
        self.current = exercise;
        self.hints = 0;
    }

    fn loaded(&self) -> Result<Loaded> {
        let loaded = Store::of(&self.exercises.root).load()?;
        learn::tell_notice(&loaded);
        Ok(loaded)
    }
}
