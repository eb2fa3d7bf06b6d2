//! What the file of a question says, and what the recorded run makes of it.

use super::{Answer, Choice, Question, WrongNumber, WrongOrder};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
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

/// What is wrong, and what to do.
pub type Fault = (String, String);

impl File {
    pub fn answered(self, printed: &str) -> Result<Question, Fault> {
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
        match place(printed, line) {
            Some(place) if !at.contains(&place) => at.push(place),
            Some(_) => {
                return fault(
                    format!("names the line `{line}` twice"),
                    "write as much of each line as tells it from the others",
                );
            }
            None => return not_printed(line),
        }
    }
    let rank = |place| at.iter().filter(|other| **other < place).count();
    let places: Vec<usize> = at.iter().map(|place| rank(*place)).collect();
    if places.is_sorted() {
        return fault(
            "gives the lines in their right order".to_owned(),
            "shuffle them",
        );
    }
    let lines: Vec<String> =
        lines.iter().map(|line| shown(line).to_owned()).collect();
    let wrong = wrong
        .into_iter()
        .map(|table| wrong_order(&lines, &places, table))
        .collect::<Result<_, _>>()?;
    Ok(Answer::Order {
        lines,
        places,
        wrong,
    })
}

fn wrong_order(
    lines: &[String],
    places: &[usize],
    WrongTable { before, why, .. }: WrongTable,
) -> Result<WrongOrder, Fault> {
    let Some([first, second]) = before else {
        return fault(
            "a `[[wrong]]` has no `before`".to_owned(),
            "name the two lines that are the wrong way round",
        );
    };
    let index = |line: String| {
        let is = |other: &String| *other == shown(&line);
        lines.iter().position(is).ok_or_else(|| {
            let what = format!("`before` names `{line}`, no line of `order`");
            (what, "name two of its lines".to_owned())
        })
    };
    let (first, second) = (index(first)?, index(second)?);
    if places[first] <= places[second] {
        return fault(
            format!("calls wrong what is right: {why}"),
            "turn the two lines of `before` round",
        );
    }
    Ok(WrongOrder { first, second, why })
}

fn number(
    NumberTable { line, tolerance }: &NumberTable,
    wrong: Vec<WrongTable>,
    printed: &str,
) -> Result<Answer, Fault> {
    let Some((before, after)) = line.split_once("{}") else {
        return fault(
            format!("`{line}` has no `{{}}`"),
            "write `{}` where the number is printed",
        );
    };
    let found = printed.lines().find_map(|line| {
        let number = line.strip_prefix(before)?.strip_suffix(after)?;
        Some((number.to_owned(), number.parse().ok()?))
    });
    let Some((printed, right)) = found else {
        return not_printed(line);
    };
    let wrong = wrong
        .into_iter()
        .map(|table| wrong_number(right, *tolerance, table))
        .collect::<Result<_, _>>()?;
    Ok(Answer::Number {
        line: (before.to_owned(), after.to_owned()),
        printed,
        right,
        tolerance: *tolerance,
        wrong,
    })
}

fn wrong_number(
    right: f64,
    tolerance: f64,
    WrongTable { near, why, .. }: WrongTable,
) -> Result<WrongNumber, Fault> {
    match near {
        Some(near) if f64::abs(near - right) > tolerance => {
            Ok(WrongNumber { near, why })
        }
        Some(near) => fault(
            format!("calls {near} wrong, and {right} is right"),
            "correct `near`, or `tolerance`",
        ),
        None => fault(
            "a `[[wrong]]` has no `near`".to_owned(),
            "name the number that it is about",
        ),
    }
}

fn choice(
    several: bool,
    tables: Vec<ChoiceTable>,
    printed: &str,
) -> Result<Answer, Fault> {
    let choices = tables
        .into_iter()
        .map(|table| one_choice(table, printed))
        .collect::<Result<Vec<_>, _>>()?;
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

fn one_choice(
    ChoiceTable { text, proof, why }: ChoiceTable,
    printed: &str,
) -> Result<Choice, Fault> {
    let right = proof.is_some_and(|line| place(printed, &line).is_some());
    match why {
        None if !right => fault(
            format!("does not say why `{text}` is wrong"),
            "add `why`, or a line of the run as `proof` that it is right",
        ),
        Some(_) if right => fault(
            format!("says why `{text}` is wrong, and the run proves it"),
            "take away `why`, or mend `proof`",
        ),
        why => Ok(Choice {
            text,
            right,
            why: why.unwrap_or_default(),
        }),
    }
}

/// In a line of a question as in a `.out` file: any text. Here it ends a line.
const ANY: &str = "[..]";

/// Where a line is printed.
fn place(printed: &str, line: &str) -> Option<usize> {
    let is = |printed: &str| match line.strip_suffix(ANY) {
        Some(beginning) => printed.starts_with(beginning),
        None => printed == line,
    };
    printed.lines().position(is)
}

/// The part of a line that is always the same.
fn shown(line: &str) -> &str {
    line.strip_suffix(ANY).unwrap_or(line)
}

fn not_printed<T>(line: &str) -> Result<T, Fault> {
    fault(
        format!("the run prints no line `{line}`"),
        "take a line of the recorded run; `[..]` at its end stands for any text",
    )
}

fn fault<T>(what: String, help: &str) -> Result<T, Fault> {
    Err((what, help.to_owned()))
}
