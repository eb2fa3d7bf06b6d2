//! What a program printed against a session of its `.out` file.

mod line;

pub use line::{Verdict, judge, number_pieces, numbers, slack};

use workbook::transcript::{Item, Pattern, Session};

/// Where the printed lines leave the expected ones, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// `line 2: 1.99 s is less than 2.00 s`, and the lines around it.
    pub text: String,
    /// Only a time or a measured number is wrong: a busy machine may be the
    /// reason, so a second try is fair.
    pub only_number: bool,
}

/// Compares all printed lines with the session's.
pub fn compare(session: &Session, printed: &str) -> Result<(), Mismatch> {
    let lines: Vec<&str> = printed.lines().collect();
    fit(&session.items, &lines, (0, 0)).map_err(|failure| Mismatch {
        text: failure.with_lines(&lines),
        only_number: failure.only_number,
    })
}

/// The first line at which no reading of the expectation goes on.
struct Failure {
    /// How many items and lines fit before it.
    place: (usize, usize),
    expected: Option<String>,
    reason: String,
    only_number: bool,
}

impl Failure {
    fn at(
        place: (usize, usize),
        expected: Option<&Pattern>,
        reason: impl Into<String>,
    ) -> Self {
        Failure {
            place,
            expected: expected.map(Pattern::sample),
            reason: reason.into(),
            only_number: false,
        }
    }

    /// Further on is nearer to what was meant.
    fn is_better_than(&self, other: &Failure) -> bool {
        (self.place.0, self.only_number) > (other.place.0, other.only_number)
    }

    /// The reason, and all lines with the wrong one marked.
    fn with_lines(&self, lines: &[&str]) -> String {
        let wrong = self.place.1;
        let mut text = format!("line {}: {}", wrong + 1, self.reason);
        let mut add = |mark: char, line: &str| {
            text.push_str(format!("\n{mark} {line}").trim_end());
        };
        for (i, line) in lines.iter().enumerate() {
            if i == wrong {
                self.expected.iter().for_each(|line| add('-', line));
                add('+', line);
            } else {
                add(' ', line);
            }
        }
        if wrong >= lines.len() {
            self.expected.iter().for_each(|line| add('-', line));
        }
        text
    }
}

/// Whether `lines` fit `items`; `place` counts what fitted before them.
fn fit(
    items: &[Item],
    lines: &[&str],
    place: (usize, usize),
) -> Result<(), Failure> {
    let Some((item, rest)) = items.split_first() else {
        return match lines.first() {
            None => Ok(()),
            Some(_) => Err(Failure::at(place, None, "one line too many")),
        };
    };
    match item {
        Item::Line(pattern) => {
            let Some(line) = lines.first() else {
                return Err(Failure::at(place, Some(pattern), "is missing"));
            };
            fit_line(pattern, line, place)?;
            fit(rest, &lines[1..], (place.0 + 1, place.1 + 1))
        }
        Item::AnyLines => fit_after_any(rest, lines, place),
        Item::AnyOrder(patterns) => {
            let count = patterns.len().min(lines.len());
            fit_any_order(patterns, &lines[..count], place)?;
            let place = (place.0 + 1, place.1 + count);
            fit(rest, &lines[count..], place)
        }
    }
}

fn fit_line(
    pattern: &Pattern,
    line: &str,
    place: (usize, usize),
) -> Result<(), Failure> {
    match judge(pattern, line) {
        Verdict::Fits => Ok(()),
        Verdict::Different => {
            Err(Failure::at(place, Some(pattern), "is another line"))
        }
        Verdict::WrongNumber(reason) => Err(Failure {
            only_number: true,
            ..Failure::at(place, Some(pattern), reason)
        }),
    }
}

/// `...`: the rest may begin at any line.
fn fit_after_any(
    rest: &[Item],
    lines: &[&str],
    place: (usize, usize),
) -> Result<(), Failure> {
    if rest.is_empty() {
        return Ok(());
    }
    let mut nearest: Option<Failure> = None;
    for skipped in 0..=lines.len() {
        let place = (place.0 + 1, place.1 + skipped);
        match fit(rest, &lines[skipped..], place) {
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

/// Gives each pattern a line of its own.
fn fit_any_order(
    patterns: &[Pattern],
    lines: &[&str],
    place: (usize, usize),
) -> Result<(), Failure> {
    let mut owner = vec![None; lines.len()];
    for wanted in 0..patterns.len() {
        let mut seen = vec![false; lines.len()];
        if !give(wanted, patterns, lines, &mut owner, &mut seen) {
            let free = owner.iter().position(Option::is_none);
            return Err(no_line_for(&patterns[wanted], lines, free, place));
        }
    }
    Ok(())
}

/// Finds a line for a pattern, moving others to another line if need be.
fn give(
    wanted: usize,
    patterns: &[Pattern],
    lines: &[&str],
    owner: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    (0..lines.len()).any(|i| {
        if seen[i] || judge(&patterns[wanted], lines[i]) != Verdict::Fits {
            return false;
        }
        seen[i] = true;
        let free = owner[i]
            .is_none_or(|other| give(other, patterns, lines, owner, seen));
        if free {
            owner[i] = Some(wanted);
        }
        free
    })
}

fn no_line_for(
    pattern: &Pattern,
    lines: &[&str],
    free: Option<usize>,
    place: (usize, usize),
) -> Failure {
    let near = lines.iter().enumerate().find_map(|(i, line)| {
        match judge(pattern, line) {
            Verdict::WrongNumber(reason) => Some((i, reason)),
            _ => None,
        }
    });
    let only_number = near.is_some();
    let (line, reason) = near.unwrap_or_else(|| {
        let reason = format!("none of {} lines in any order", lines.len());
        (free.unwrap_or(lines.len()), reason)
    });
    Failure {
        only_number,
        ..Failure::at((place.0, place.1 + line), Some(pattern), reason)
    }
}

#[cfg(test)]
mod tests;
