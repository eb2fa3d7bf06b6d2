//! One printed line against one pattern.

use crate::transcript::{Pattern, Piece, Unit};

/// How a printed line stands to a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum LineMatch {
    Fits,
    /// All but a time fits, and that is shorter than the pattern allows: the
    /// reason in words.
    TooEarly(String),
    /// All but a time that is too long or a measured number fits: the reason
    /// in words.
    WrongNumber(String),
    Different,
}

pub fn match_line(pattern: &Pattern, line: &str) -> LineMatch {
    let Some(numbers) = find_printed_numbers(pattern, line) else {
        return LineMatch::Different;
    };
    let mut line_match = LineMatch::Fits;
    for (piece, number) in number_pieces(pattern).zip(numbers) {
        match check_number(piece, number) {
            LineMatch::Fits => {}
            LineMatch::TooEarly(reason) => return LineMatch::TooEarly(reason),
            // The first wrong number, unless a later one is too early.
            other if line_match == LineMatch::Fits => line_match = other,
            _ => {}
        }
    }
    line_match
}

/// What the line has in the places of the pattern's times and measured
/// numbers; `None` where the rest of the line is another.
pub fn find_printed_numbers<'a>(
    pattern: &Pattern,
    line: &'a str,
) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    match_pieces(&pattern.pieces, line, &mut found).then_some(found)
}

/// The pieces that [`find_printed_numbers`] finds a number for.
pub fn number_pieces(pattern: &Pattern) -> impl Iterator<Item = &Piece> {
    pattern.pieces.iter().filter(|piece| {
        matches!(piece, Piece::Measured { .. } | Piece::Time { .. })
    })
}

fn match_pieces<'a>(
    pieces: &[Piece],
    line: &'a str,
    found_numbers: &mut Vec<&'a str>,
) -> bool {
    let Some((piece, rest)) = pieces.split_first() else {
        return line.is_empty();
    };
    match piece {
        Piece::Text(text) => line
            .strip_prefix(text.as_str())
            .is_some_and(|line| match_pieces(rest, line, found_numbers)),
        Piece::Anything { .. } => match_wildcard(rest, line, found_numbers),
        Piece::Measured { .. } => {
            match_number(line, number_length(line), found_numbers)
                .is_some_and(|line| match_pieces(rest, line, found_numbers))
        }
        Piece::Time { number, unit } => match_number(
            line,
            number_length_with_decimals_of(line, number),
            found_numbers,
        )
        .and_then(|line| line.strip_prefix(' '))
        .and_then(|line| line.strip_prefix(unit.as_str()))
        .is_some_and(|line| match_pieces(rest, line, found_numbers)),
    }
}

/// Any text, as little as makes the rest fit.
fn match_wildcard<'a>(
    rest: &[Piece],
    line: &'a str,
    found_numbers: &mut Vec<&'a str>,
) -> bool {
    let known = found_numbers.len();
    (0..=line.len())
        .filter(|&skipped| line.is_char_boundary(skipped))
        .any(|skipped| {
            found_numbers.truncate(known);
            match_pieces(rest, &line[skipped..], found_numbers)
        })
}

fn match_number<'a>(
    line: &'a str,
    length: usize,
    found_numbers: &mut Vec<&'a str>,
) -> Option<&'a str> {
    let (number, rest) = line.split_at(length);
    (length > 0).then(|| found_numbers.push(number))?;
    Some(rest)
}

/// The bytes of a leading number: `1,234.5`, `-3`.
fn number_length(line: &str) -> usize {
    let digits = line.strip_prefix('-').unwrap_or(line);
    let sign = line.len() - digits.len();
    let count = |text: &str, also: char| {
        text.chars()
            .take_while(|c| c.is_ascii_digit() || *c == also)
            .count()
    };
    let whole = count(digits, ',');
    if whole == 0 {
        return 0;
    }
    // A comma or a point without digits after it ends the sentence.
    let whole = digits[..whole].trim_end_matches(',').len();
    let fraction = digits[whole..]
        .strip_prefix('.')
        .map_or(0, |rest| count(rest, '0'));
    sign + whole + if fraction > 0 { fraction + 1 } else { 0 }
}

/// As [`number_length`], for a number with as many decimals as `like`.
fn number_length_with_decimals_of(line: &str, like: &str) -> usize {
    let length = number_length(line);
    let same = decimal_places(&line[..length]) == decimal_places(like);
    if same { length } else { 0 }
}

fn decimal_places(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, digits)| digits.len())
}

fn parse_number(number: &str) -> f64 {
    number.replace(',', "").parse().unwrap_or(f64::NAN)
}

fn check_number(piece: &Piece, printed: &str) -> LineMatch {
    match piece {
        Piece::Measured { number, .. } => check_magnitude(number, printed),
        Piece::Time { number, unit } => check_time(number, *unit, printed),
        _ => LineMatch::Fits,
    }
}

fn check_magnitude(expected_number: &str, printed_number: &str) -> LineMatch {
    let (wanted, got) =
        (parse_number(expected_number), parse_number(printed_number));
    let ratio = got / wanted;
    if got == wanted || (0.1..=10.0).contains(&ratio) {
        LineMatch::Fits
    } else {
        LineMatch::WrongNumber(format!(
            "{printed_number} is not within a factor of 10 of {expected_number}"
        ))
    }
}

fn check_time(
    expected_number: &str,
    unit: Unit,
    printed_number: &str,
) -> LineMatch {
    let (earliest, got) =
        (parse_number(expected_number), parse_number(printed_number));
    let latest = earliest
        + time_tolerance_seconds(expected_number, unit)
            * unit.units_per_second();
    let unit_name = unit.as_str();
    if got < earliest {
        LineMatch::TooEarly(format!(
            "{printed_number} {unit_name} is less than {expected_number} \
             {unit_name}"
        ))
    } else if got > latest {
        let places = decimal_places(expected_number);
        LineMatch::WrongNumber(format!(
            "{printed_number} {unit_name} is more than {latest:.places$} \
             {unit_name}"
        ))
    } else {
        LineMatch::Fits
    }
}

/// By how many seconds a time may be late: a quarter of itself, and on a
/// busy machine at least 0.15 s.
pub fn time_tolerance_seconds(expected_number: &str, unit: Unit) -> f64 {
    (parse_number(expected_number) / unit.units_per_second() * 0.25).max(0.15)
}

#[cfg(test)]
mod tests;
