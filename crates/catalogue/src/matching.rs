//! Compares what a program printed with a session of its `.out` file.

mod line;

pub use line::{
    LineMatch, find_printed_numbers, match_line, number_pieces,
    time_tolerance_seconds,
};

use crate::transcript::{Item, Pattern, Session};
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Where a program's output differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// `line 2: 1.99 s is less than 2.00 s`, and the lines around it.
    pub message: String,
    /// Whether a line came too early. A busy machine doesn't explain that if
    /// the program prints times since its start.
    pub is_too_early: bool,
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Mismatch {}

/// Compares all printed lines with the session's. Returns where they differ
/// and why.
pub fn compare(session: &Session, printed: &str) -> Result<(), Mismatch> {
    let lines: Vec<&str> = printed.lines().collect();
    match_items(&session.items, &lines, MatchPosition::default()).map_err(
        |failure| Mismatch {
            message: failure.with_lines(&lines),
            is_too_early: failure.is_too_early(&lines),
        },
    )
}

/// How far the comparison has come.
#[derive(Debug, Clone, Copy, Default)]
struct MatchPosition {
    /// The number of expected items before it.
    item_count: usize,
    /// The number of printed lines before it.
    line_count: usize,
}

impl MatchPosition {
    /// Returns the position after one more item, which matched so many lines.
    fn after_item(self, line_count: usize) -> MatchPosition {
        MatchPosition {
            item_count: self.item_count + 1,
            line_count: self.line_count + line_count,
        }
    }
}

/// The position at which no line matches, and why.
struct Failure {
    position: MatchPosition,
    expected: Option<Pattern>,
    reason: String,
    is_only_number_wrong: bool,
}

impl Failure {
    fn new(
        position: MatchPosition,
        expected: Option<&Pattern>,
        reason: impl Into<String>,
    ) -> Self {
        Failure {
            position,
            expected: expected.cloned(),
            reason: reason.into(),
            is_only_number_wrong: false,
        }
    }

    /// Whether this one comes later, which is closer to what was meant.
    fn is_better_than(&self, other: &Failure) -> bool {
        (self.position.item_count, self.is_only_number_wrong)
            > (other.position.item_count, other.is_only_number_wrong)
    }

    /// Whether the expected line was printed with a time that is too short,
    /// and in no other way. Where another line has a time that is long enough,
    /// the two may only have changed places.
    fn is_too_early(&self, printed_lines: &[&str]) -> bool {
        let Some(pattern) = &self.expected else {
            return false;
        };
        let mut has_early_line = false;
        for line in printed_lines {
            match match_line(pattern, line) {
                LineMatch::TooEarly(_) => has_early_line = true,
                LineMatch::Different => {}
                LineMatch::Fits | LineMatch::WrongNumber(_) => return false,
            }
        }
        has_early_line
    }

    /// The reason, and all lines with the wrong one marked.
    fn with_lines(&self, printed_lines: &[&str]) -> String {
        let wrong = self.position.line_count;
        let expected = self.expected.as_ref().map(Pattern::sample);
        let mut text = format!("line {}: {}", wrong + 1, self.reason);
        let mut add = |mark: char, line: &str| {
            text.push_str(format!("\n{mark} {line}").trim_end());
        };
        for (i, line) in printed_lines.iter().enumerate() {
            if i == wrong {
                expected.iter().for_each(|line| add('-', line));
                add('+', line);
            } else {
                add(' ', line);
            }
        }
        if wrong >= printed_lines.len() {
            expected.iter().for_each(|line| add('-', line));
        }
        text
    }
}

/// Matches the remaining lines with the remaining items.
fn match_items(
    items: &[Item],
    printed_lines: &[&str],
    position: MatchPosition,
) -> Result<(), Failure> {
    let Some((item, rest)) = items.split_first() else {
        return match printed_lines.first() {
            None => Ok(()),
            Some(_) => Err(Failure::new(position, None, "one line too many")),
        };
    };
    match item {
        Item::Line(pattern) => {
            let Some(line) = printed_lines.first() else {
                return Err(Failure::new(
                    position,
                    Some(pattern),
                    "is missing",
                ));
            };
            match_expected_line(pattern, line, position)?;
            match_items(rest, &printed_lines[1..], position.after_item(1))
        }
        Item::AnyLines => match_after_any_lines(rest, printed_lines, position),
        Item::AnyOrder(patterns) => {
            let count = patterns.len().min(printed_lines.len());
            match_any_order(patterns, &printed_lines[..count], position)?;
            let position = position.after_item(count);
            match_items(rest, &printed_lines[count..], position)
        }
    }
}

fn match_expected_line(
    pattern: &Pattern,
    line: &str,
    position: MatchPosition,
) -> Result<(), Failure> {
    match match_line(pattern, line) {
        LineMatch::Fits => Ok(()),
        LineMatch::Different => {
            Err(Failure::new(position, Some(pattern), "is another line"))
        }
        LineMatch::TooEarly(reason) | LineMatch::WrongNumber(reason) => {
            Err(Failure {
                is_only_number_wrong: true,
                ..Failure::new(position, Some(pattern), reason)
            })
        }
    }
}

/// Matches the items after `...`, which may begin at any line.
fn match_after_any_lines(
    rest: &[Item],
    printed_lines: &[&str],
    position: MatchPosition,
) -> Result<(), Failure> {
    if rest.is_empty() {
        return Ok(());
    }
    let mut nearest: Option<Failure> = None;
    for skipped in 0..=printed_lines.len() {
        let position = position.after_item(skipped);
        match match_items(rest, &printed_lines[skipped..], position) {
            Ok(()) => return Ok(()),
            Err(failure) => {
                if nearest.as_ref().is_none_or(|f| failure.is_better_than(f)) {
                    nearest = Some(failure);
                }
            }
        }
    }
    Err(nearest.expect("the loop runs at least once"))
}

/// Finds a different line for each pattern.
fn match_any_order(
    patterns: &[Pattern],
    printed_lines: &[&str],
    position: MatchPosition,
) -> Result<(), Failure> {
    let mut pattern_by_line = vec![None; printed_lines.len()];
    for wanted in 0..patterns.len() {
        let mut seen_lines = vec![false; printed_lines.len()];
        if !assign_line(
            wanted,
            patterns,
            printed_lines,
            &mut pattern_by_line,
            &mut seen_lines,
        ) {
            let free = pattern_by_line.iter().position(Option::is_none);
            return Err(no_line_failure(
                &patterns[wanted],
                printed_lines,
                free,
                position,
            ));
        }
    }
    Ok(())
}

/// Finds a line for a pattern, moving others to another line if need be.
fn assign_line(
    pattern_index: usize,
    patterns: &[Pattern],
    printed_lines: &[&str],
    pattern_by_line: &mut [Option<usize>],
    seen_lines: &mut [bool],
) -> bool {
    (0..printed_lines.len()).any(|i| {
        if seen_lines[i]
            || match_line(&patterns[pattern_index], printed_lines[i])
                != LineMatch::Fits
        {
            return false;
        }
        seen_lines[i] = true;
        let free = pattern_by_line[i].is_none_or(|other| {
            assign_line(
                other,
                patterns,
                printed_lines,
                pattern_by_line,
                seen_lines,
            )
        });
        if free {
            pattern_by_line[i] = Some(pattern_index);
        }
        free
    })
}

fn no_line_failure(
    pattern: &Pattern,
    printed_lines: &[&str],
    free: Option<usize>,
    position: MatchPosition,
) -> Failure {
    let near =
        printed_lines.iter().enumerate().find_map(
            |(i, line)| match match_line(pattern, line) {
                LineMatch::TooEarly(reason)
                | LineMatch::WrongNumber(reason) => Some((i, reason)),
                LineMatch::Fits | LineMatch::Different => None,
            },
        );
    let only_number = near.is_some();
    let (line, reason) = near.unwrap_or_else(|| {
        let reason =
            format!("none of {} lines in any order", printed_lines.len());
        (free.unwrap_or(printed_lines.len()), reason)
    });
    let position = MatchPosition {
        line_count: position.line_count + line,
        ..position
    };
    Failure {
        is_only_number_wrong: only_number,
        ..Failure::new(position, Some(pattern), reason)
    }
}

#[cfg(test)]
mod tests;
