//! One printed line against one pattern.

use workbook::transcript::{Pattern, Piece, Unit};

/// How a printed line stands to a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Fits,
    /// All but a time or a measured number fits: the reason in words.
    WrongNumber(String),
    Different,
}

pub fn judge(pattern: &Pattern, line: &str) -> Verdict {
    let Some(numbers) = numbers(pattern, line) else {
        return Verdict::Different;
    };
    let wrong = number_pieces(pattern)
        .zip(numbers)
        .find_map(|(piece, number)| out_of_range(piece, number));
    match wrong {
        None => Verdict::Fits,
        Some(reason) => Verdict::WrongNumber(reason),
    }
}

/// What the line has in the places of the pattern's times and measured
/// numbers; `None` where the rest of the line is another.
pub fn numbers<'a>(pattern: &Pattern, line: &'a str) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    take(&pattern.pieces, line, &mut found).then_some(found)
}

/// The pieces that [`numbers`] finds a number for.
pub fn number_pieces(pattern: &Pattern) -> impl Iterator<Item = &Piece> {
    pattern.pieces.iter().filter(|piece| {
        matches!(piece, Piece::Measured { .. } | Piece::Time { .. })
    })
}

fn take<'a>(pieces: &[Piece], line: &'a str, found: &mut Vec<&'a str>) -> bool {
    let Some((piece, rest)) = pieces.split_first() else {
        return line.is_empty();
    };
    match piece {
        Piece::Text(text) => line
            .strip_prefix(text.as_str())
            .is_some_and(|line| take(rest, line, found)),
        Piece::Anything { .. } => take_anything(rest, line, found),
        Piece::Measured { .. } => take_number(line, number_length(line), found)
            .is_some_and(|line| take(rest, line, found)),
        Piece::Time { number, unit } => {
            take_number(line, time_length(line, number), found)
                .and_then(|line| line.strip_prefix(' '))
                .and_then(|line| line.strip_prefix(unit.as_str()))
                .is_some_and(|line| take(rest, line, found))
        }
    }
}

/// Any text, as little as makes the rest fit.
fn take_anything<'a>(
    rest: &[Piece],
    line: &'a str,
    found: &mut Vec<&'a str>,
) -> bool {
    let known = found.len();
    (0..=line.len())
        .filter(|&skipped| line.is_char_boundary(skipped))
        .any(|skipped| {
            found.truncate(known);
            take(rest, &line[skipped..], found)
        })
}

fn take_number<'a>(
    line: &'a str,
    length: usize,
    found: &mut Vec<&'a str>,
) -> Option<&'a str> {
    let (number, rest) = line.split_at(length);
    (length > 0).then(|| found.push(number))?;
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
fn time_length(line: &str, like: &str) -> usize {
    let length = number_length(line);
    let same = decimals(&line[..length]) == decimals(like);
    if same { length } else { 0 }
}

fn decimals(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, digits)| digits.len())
}

fn value(number: &str) -> f64 {
    number.replace(',', "").parse().unwrap_or(f64::NAN)
}

fn out_of_range(piece: &Piece, printed: &str) -> Option<String> {
    match piece {
        Piece::Measured { number, .. } => off_by_ten(number, printed),
        Piece::Time { number, unit } => off_time(number, *unit, printed),
        _ => None,
    }
}

fn off_by_ten(expected: &str, printed: &str) -> Option<String> {
    let (wanted, got) = (value(expected), value(printed));
    let ratio = got / wanted;
    let near = got == wanted || (0.1..=10.0).contains(&ratio);
    (!near).then(|| {
        format!("{printed} is not within a factor of 10 of {expected}")
    })
}

fn off_time(expected: &str, unit: Unit, printed: &str) -> Option<String> {
    let (earliest, got) = (value(expected), value(printed));
    let latest = earliest + slack(expected, unit) * unit.per_second();
    let word = unit.as_str();
    if got < earliest {
        Some(format!("{printed} {word} is less than {expected} {word}"))
    } else if got > latest {
        let places = decimals(expected);
        Some(format!(
            "{printed} {word} is more than {latest:.places$} {word}"
        ))
    } else {
        None
    }
}

/// By how many seconds a time may be late: a quarter of itself, and on a
/// busy machine at least 0.15 s.
pub fn slack(expected: &str, unit: Unit) -> f64 {
    (value(expected) / unit.per_second() * 0.25).max(0.15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fits(pattern: &str, line: &str) {
        assert_eq!(judge(&Pattern::parse(pattern), line), Verdict::Fits);
    }

    #[track_caller]
    fn differs(pattern: &str, line: &str) {
        let verdict = judge(&Pattern::parse(pattern), line);
        assert_eq!(verdict, Verdict::Different);
    }

    #[track_caller]
    fn wrong(pattern: &str, line: &str, reason: &str) {
        let verdict = judge(&Pattern::parse(pattern), line);
        assert_eq!(verdict, Verdict::WrongNumber(reason.to_owned()));
    }

    #[test]
    fn fixed_text_is_compared_letter_by_letter() {
        fits("sunny", "sunny");
        differs("sunny", "Sunny");
        differs("sunny", "sunny ");
        differs("sunny", "");
        differs("", "sunny");
    }

    #[test]
    fn a_wildcard_stands_for_any_text_within_the_line() {
        fits("port [..8000], waiting", "port 54321, waiting");
        fits("[..]", "");
        fits("é[..]a[..]b", "éüaab");
        differs("port [..], waiting", "port 54321, working");
    }

    #[test]
    fn a_time_is_never_early() {
        fits("Total 2.00 s.", "Total 2.00 s.");
        wrong("Total 2.00 s", "Total 1.99 s", "1.99 s is less than 2.00 s");
    }

    #[test]
    fn a_time_is_at_most_a_quarter_late() {
        fits("2.00 s", "2.50 s");
        wrong("2.00 s", "3.10 s", "3.10 s is more than 2.50 s");
        fits("10.00 seconds", "12.50 seconds");
        wrong(
            "10.00 seconds",
            "12.51 seconds",
            "12.51 seconds is more than 12.50 seconds",
        );
    }

    #[test]
    fn a_short_time_may_be_late_by_a_busy_moment() {
        fits("0.20 s", "0.35 s");
        wrong("0.20 s", "0.36 s", "0.36 s is more than 0.35 s");
        fits("200.0 ms", "350.0 ms");
        wrong("200.0 ms", "350.1 ms", "350.1 ms is more than 350.0 ms");
    }

    #[test]
    fn a_time_keeps_its_unit_and_its_decimals() {
        differs("2.00 s", "2.0 s");
        differs("2.00 s", "2.00 ms");
        differs("2.00 s", "2.00 sheep");
        differs("2.00 s", "2 s");
    }

    #[test]
    fn a_measured_number_is_within_a_factor_of_ten() {
        fits("[kb~9.8] KB", "97.9 KB");
        fits("[~1,200]", "12000");
        fits("[~5] in all.", "0.5 in all.");
        wrong("[~5]", "97", "97 is not within a factor of 10 of 5");
        wrong("[~5] ms", "0 ms", "0 is not within a factor of 10 of 5");
        wrong("[~5]", "-5", "-5 is not within a factor of 10 of 5");
        differs("[~5]", "five");
    }

    #[test]
    fn a_number_ends_before_the_sentence_does() {
        fits("took [~5].", "took 6.");
        fits("took [~5], then", "took 6, then");
        fits("[..] took [~5].", "it took 1,006 and took 6.");
    }
}
