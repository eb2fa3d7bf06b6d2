//! What the file of a question says, and what the recorded run makes of it.

use super::answer::{Answer, Choice, NumberMistake, OrderMistake, Question};
use problem::SourceError;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    #[serde(rename = "question")]
    text: String,
    #[serde(rename = "after")]
    explanation: String,
    order: Option<Vec<String>>,
    number: Option<NumberTable>,
    #[serde(rename = "several", default)]
    allows_several: bool,
    #[serde(rename = "choice", default)]
    choices: Vec<ChoiceTable>,
    #[serde(rename = "wrong", default)]
    mistakes: Vec<MistakeTable>,
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
struct MistakeTable {
    before: Option<[String; 2]>,
    near: Option<f64>,
    why: String,
}

impl QuestionFile {
    pub fn into_question(self, printed: &str) -> Result<Question, SourceError> {
        let forms = usize::from(self.order.is_some())
            + usize::from(self.number.is_some())
            + usize::from(!self.choices.is_empty());
        if forms != 1 {
            return reject(
                format!("has {forms} kinds of answer"),
                "give it one of `order`, `number` and `[[choice]]`",
            );
        }
        let answer = if let Some(lines) = self.order {
            order_answer(lines, self.mistakes, printed)
        } else if let Some(number) = self.number {
            number_answer(&number, self.mistakes, printed)
        } else {
            choice_answer(self.allows_several, self.choices, printed)
        }?;
        Ok(Question {
            text: self.text,
            explanation: self.explanation,
            answer,
        })
    }
}

fn order_answer(
    lines: Vec<String>,
    mistakes: Vec<MistakeTable>,
    printed: &str,
) -> Result<Answer, SourceError> {
    let mut line_numbers = Vec::new();
    for line in &lines {
        match find_printed_line(printed, line) {
            Some(place) if !line_numbers.contains(&place) => {
                line_numbers.push(place)
            }
            Some(_) => {
                return reject(
                    format!("names the line `{line}` twice"),
                    "write as much of each line as tells it from the others",
                );
            }
            None => return reject_unprinted_line(line),
        }
    }
    let rank =
        |place| line_numbers.iter().filter(|other| **other < place).count();
    let printed_positions: Vec<usize> =
        line_numbers.iter().map(|place| rank(*place)).collect();
    if printed_positions.is_sorted() {
        return reject(
            "gives the lines in their right order".to_owned(),
            "shuffle them",
        );
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|line| fixed_part(line).to_owned())
        .collect();
    let mistakes = mistakes
        .into_iter()
        .map(|table| read_order_mistake(&lines, &printed_positions, table))
        .collect::<Result<_, _>>()?;
    Ok(Answer::Order {
        lines,
        printed_positions,
        mistakes,
    })
}

fn read_order_mistake(
    lines: &[String],
    printed_positions: &[usize],
    MistakeTable { before, why, .. }: MistakeTable,
) -> Result<OrderMistake, SourceError> {
    let Some([first, second]) = before else {
        return reject(
            "a `[[wrong]]` has no `before`".to_owned(),
            "name the two lines that are the wrong way round",
        );
    };
    let index = |line: String| {
        let is = |other: &String| *other == fixed_part(&line);
        lines.iter().position(is).ok_or_else(|| {
            SourceError::new(
                format!("`before` names `{line}`, no line of `order`"),
                "name two of its lines",
            )
        })
    };
    let (first_index, second_index) = (index(first)?, index(second)?);
    if printed_positions[first_index] <= printed_positions[second_index] {
        return reject(
            format!("calls wrong what is right: {why}"),
            "turn the two lines of `before` round",
        );
    }
    Ok(OrderMistake {
        first_index,
        second_index,
        why,
    })
}

fn number_answer(
    NumberTable { line, tolerance }: &NumberTable,
    mistakes: Vec<MistakeTable>,
    printed: &str,
) -> Result<Answer, SourceError> {
    let Some((before, after)) = line.split_once("{}") else {
        return reject(
            format!("`{line}` has no `{{}}`"),
            "write `{}` where the number is printed",
        );
    };
    let found = printed.lines().find_map(|line| {
        let number = line.strip_prefix(before)?.strip_suffix(after)?;
        Some((number.to_owned(), number.parse().ok()?))
    });
    let Some((printed_number, right_number)) = found else {
        return reject_unprinted_line(line);
    };
    let mistakes = mistakes
        .into_iter()
        .map(|table| read_number_mistake(right_number, *tolerance, table))
        .collect::<Result<_, _>>()?;
    Ok(Answer::Number {
        line_parts: (before.to_owned(), after.to_owned()),
        printed_number,
        right_number,
        tolerance: *tolerance,
        mistakes,
    })
}

fn read_number_mistake(
    right_number: f64,
    tolerance: f64,
    MistakeTable { near, why, .. }: MistakeTable,
) -> Result<NumberMistake, SourceError> {
    match near {
        Some(near) if f64::abs(near - right_number) > tolerance => {
            Ok(NumberMistake {
                near_number: near,
                why,
            })
        }
        Some(near) => reject(
            format!("calls {near} wrong, and {right_number} is right"),
            "correct `near`, or `tolerance`",
        ),
        None => reject(
            "a `[[wrong]]` has no `near`".to_owned(),
            "name the number that it is about",
        ),
    }
}

fn choice_answer(
    allows_several: bool,
    tables: Vec<ChoiceTable>,
    printed: &str,
) -> Result<Answer, SourceError> {
    let choices = tables
        .into_iter()
        .map(|table| read_choice(table, printed))
        .collect::<Result<Vec<_>, _>>()?;
    let right_count = choices.iter().filter(|choice| choice.is_right).count();
    match (right_count, allows_several) {
        (0, _) => reject(
            "has no right answer".to_owned(),
            "give one a line of the recorded run as `proof`",
        ),
        (2.., false) => reject(
            format!("has {right_count} right answers"),
            "say `several = true`, or mend a `proof`",
        ),
        _ => Ok(Answer::Choice {
            allows_several,
            choices,
        }),
    }
}

fn read_choice(
    ChoiceTable { text, proof, why }: ChoiceTable,
    printed: &str,
) -> Result<Choice, SourceError> {
    let is_right =
        proof.is_some_and(|line| find_printed_line(printed, &line).is_some());
    match why {
        None if !is_right => reject(
            format!("does not say why `{text}` is wrong"),
            "add `why`, or a line of the run as `proof` that it is right",
        ),
        Some(_) if is_right => reject(
            format!("says why `{text}` is wrong, and the run proves it"),
            "take away `why`, or mend `proof`",
        ),
        why => Ok(Choice {
            text,
            is_right,
            why: why.unwrap_or_default(),
        }),
    }
}

/// In a line of a question as in a `.out` file: any text. Here it ends a line.
const ANY_TEXT: &str = "[..]";

/// Where a line is printed.
fn find_printed_line(printed: &str, line: &str) -> Option<usize> {
    let is = |printed: &str| match line.strip_suffix(ANY_TEXT) {
        Some(beginning) => printed.starts_with(beginning),
        None => printed == line,
    };
    printed.lines().position(is)
}

/// The part of a line that is always the same.
fn fixed_part(line: &str) -> &str {
    line.strip_suffix(ANY_TEXT).unwrap_or(line)
}

fn reject_unprinted_line<T>(line: &str) -> Result<T, SourceError> {
    reject(
        format!("the run prints no line `{line}`"),
        "take a line of the recorded run; `[..]` at its end stands for any text",
    )
}

fn reject<T>(message: impl Into<String>, help: &str) -> Result<T, SourceError> {
    Err(SourceError::new(message, help))
}
