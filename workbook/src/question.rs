//! A question that the page asks before a listing is run: `NAME.predict.toml`
//! beside the listing.
//!
//! The right answer is that of the recorded run. So it is never written down,
//! or it is declared with a line that proves it.

use crate::catalogue::Listing;
use crate::problem::Problem;
use crate::recording::Recording;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    question: String,
    after: String,
    order: Option<Vec<String>>,
    number: Option<NumberTable>,
    #[serde(default)]
    several: bool,
    #[serde(default)]
    choice: Vec<ChoiceTable>,
    #[serde(default)]
    wrong: Vec<WrongTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberTable {
    line: String,
    tolerance: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceTable {
    text: String,
    proof: Option<String>,
    why: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrongTable {
    before: Option<[String; 2]>,
    near: Option<f64>,
    why: String,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub text: String,
    /// Why it is so, for after the run.
    pub after: String,
    pub answer: Answer,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Printed lines to put in order.
    Order {
        /// As the reader gets them.
        lines: Vec<String>,
        /// For each of them, its place in the run.
        places: Vec<usize>,
        wrong: Vec<WrongOrder>,
    },
    /// A number that is printed.
    Number {
        right: f64,
        /// So far off is right too.
        tolerance: f64,
        wrong: Vec<WrongNumber>,
    },
    Choice {
        /// More than one may be right.
        several: bool,
        choices: Vec<Choice>,
    },
}

/// What to say to who puts `first` before `second`, each a line's index.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongOrder {
    pub first: usize,
    pub second: usize,
    pub why: String,
}

/// What to say to who guesses about that number.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongNumber {
    pub near: f64,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub text: String,
    pub right: bool,
    /// Why it is wrong.
    pub why: String,
}

/// Where the question of a listing is, relative to the root.
pub fn path(listing: &Listing) -> PathBuf {
    listing.path.with_extension("predict.toml")
}

impl Question {
    /// The question about the listing, its answer proved by the recorded run.
    pub fn load(root: &Path, listing: &Listing) -> Result<Question> {
        let path = path(listing);
        let wrong = |what: String, help: String| {
            Problem::in_file(&path, what, help).into()
        };
        let text = fs::read_to_string(root.join(&path)).map_err(|error| {
            let help = "write it: CONTRIBUTING.md says how".to_owned();
            wrong(format!("cannot be read: {error}"), help)
        })?;
        let file: File = toml::from_str(&text).map_err(|error| {
            let what = format!("is no question: {}", error.message());
            wrong(what, "CONTRIBUTING.md shows one".to_owned())
        })?;
        let recording = recording(root, listing)?;
        file.answered(&recording.stdout())
            .map_err(|(what, help)| wrong(what, help))
    }
}

fn recording(root: &Path, listing: &Listing) -> Result<Recording> {
    let path = listing.recording_path();
    let text = fs::read_to_string(root.join(&path)).map_err(|error| {
        let name = &listing.name;
        let help = format!("run `cargo run -- record {name}`");
        Problem::in_file(&path, format!("cannot be read: {error}"), help)
    })?;
    serde_json::from_str(&text).with_context(|| format!("`{}`", path.display()))
}

/// What is wrong, and what to do.
type Fault = (String, String);

impl File {
    fn answered(self, printed: &str) -> Result<Question, Fault> {
        let (text, after) = (self.question.clone(), self.after.clone());
        let forms = usize::from(self.order.is_some())
            + usize::from(self.number.is_some())
            + usize::from(!self.choice.is_empty());
        if forms != 1 {
            return fault(
                format!("has {forms} kinds of answer"),
                "give it one of `order`, `number` and `[[choice]]`",
            );
        }
        let answer = if let Some(lines) = self.order {
            order(lines, self.wrong, printed)
        } else if let Some(number) = self.number {
            self::number(&number, self.wrong, printed)
        } else {
            choice(self.several, self.choice, printed)
        }?;
        Ok(Question {
            text,
            after,
            answer,
        })
    }
}

fn order(
    lines: Vec<String>,
    wrong: Vec<WrongTable>,
    printed: &str,
) -> Result<Answer, Fault> {
    let mut at = Vec::new();
    for line in &lines {
        let Some(place) = printed.lines().position(|l| l == line) else {
            return fault(
                format!("the run prints no line `{line}`"),
                "take lines of the recorded run",
            );
        };
        at.push(place);
    }
    let rank = |place| at.iter().filter(|other| **other < place).count();
    let places: Vec<usize> = at.iter().map(|place| rank(*place)).collect();
    if places.is_sorted() {
        return fault(
            "gives the lines in their right order".to_owned(),
            "shuffle them",
        );
    }
    let index = |line: &String| {
        lines.iter().position(|l| l == line).ok_or_else(|| {
            let what = format!("`before` names `{line}`, no line of `order`");
            (what, "name two of its lines".to_owned())
        })
    };
    let mut orders = Vec::new();
    for WrongTable { before, why, .. } in wrong {
        let Some([first, second]) = before else {
            return fault(
                "a `[[wrong]]` has no `before`".to_owned(),
                "name the two lines that are the wrong way round",
            );
        };
        let (first, second) = (index(&first)?, index(&second)?);
        if places[first] < places[second] {
            return fault(
                format!("calls wrong what is right: {why}"),
                "turn the two lines of `before` round",
            );
        }
        orders.push(WrongOrder { first, second, why });
    }
    Ok(Answer::Order {
        lines,
        places,
        wrong: orders,
    })
}

fn number(
    table: &NumberTable,
    wrong: Vec<WrongTable>,
    printed: &str,
) -> Result<Answer, Fault> {
    let Some((before, after)) = table.line.split_once("{}") else {
        return fault(
            format!("`{}` has no `{{}}`", table.line),
            "write `{}` where the number is printed",
        );
    };
    let found = printed.lines().find_map(|line| {
        let number = line.strip_prefix(before)?.strip_suffix(after)?;
        number.parse().ok()
    });
    let Some(right) = found else {
        return fault(
            format!("the run prints no line `{}`", table.line),
            "take a line of the recorded run",
        );
    };
    let mut numbers = Vec::new();
    for WrongTable { near, why, .. } in wrong {
        match near {
            Some(near) if f64::abs(near - right) > table.tolerance => {
                numbers.push(WrongNumber { near, why });
            }
            Some(near) => {
                return fault(
                    format!("calls {near} wrong, and {right} is right"),
                    "correct `near`, or `tolerance`",
                );
            }
            None => {
                return fault(
                    "a `[[wrong]]` has no `near`".to_owned(),
                    "name the number that it is about",
                );
            }
        }
    }
    Ok(Answer::Number {
        right,
        tolerance: table.tolerance,
        wrong: numbers,
    })
}

fn choice(
    several: bool,
    tables: Vec<ChoiceTable>,
    printed: &str,
) -> Result<Answer, Fault> {
    let mut choices = Vec::new();
    for ChoiceTable { text, proof, why } in tables {
        let right =
            proof.is_some_and(|line| printed.lines().any(|l| l == line));
        if !right && why.is_none() {
            return fault(
                format!("does not say why `{text}` is wrong"),
                "add `why`, or a line of the run as `proof` that it is right",
            );
        }
        choices.push(Choice {
            text,
            right,
            why: why.unwrap_or_default(),
        });
    }
    let right = choices.iter().filter(|choice| choice.right).count();
    match (right, several) {
        (0, _) => fault(
            "has no right answer".to_owned(),
            "give one a line of the recorded run as `proof`",
        ),
        (2.., false) => fault(
            format!("has {right} right answers"),
            "say `several = true`, or mend a `proof`",
        ),
        _ => Ok(Answer::Choice { several, choices }),
    }
}

fn fault<T>(what: String, help: &str) -> Result<T, Fault> {
    Err((what, help.to_owned()))
}

#[cfg(test)]
mod tests;
