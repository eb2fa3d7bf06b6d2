//! The measured numbers of a `.out` file, and those of the recorded run: a
//! page shows both.

use catalogue::matching::{LineMatch, find_printed_numbers, match_line};
use catalogue::transcript::{Item, Pattern, Piece, Session};

/// Other machines may differ by ten; this one measured both.
const MAX_NUMBER_RATIO: f64 = 2.0;
/// A line as near as this stays as it is written: it may be an ideal.
const UNCHANGED_NUMBER_RATIO: f64 = 1.05;

/// The session with the numbers that a fitting run measured, where they are
/// others; its times stay ideal.
pub fn with_numbers_of_run(printed: &str, session: &Session) -> Session {
    let mut lines: Vec<&str> = printed.lines().collect();
    let mut session = session.clone();
    for pattern in session.items.iter_mut().flat_map(patterns_mut) {
        let fits = |line: &&str| match_line(pattern, line) == LineMatch::Fits;
        if let Some(place) = lines.iter().position(fits) {
            update_numbers(pattern, lines.remove(place));
        }
    }
    session
}

/// The lines whose numbers are far from those of the run.
pub fn find_contradictions(session: &Session, printed: &str) -> Vec<String> {
    let mut measured_session = with_numbers_of_run(printed, session);
    let mut expected_session = session.clone();
    let actual = measured_session.items.iter_mut().flat_map(patterns_mut);
    expected_session
        .items
        .iter_mut()
        .flat_map(patterns_mut)
        .zip(actual)
        .filter(|(expected, actual)| {
            !are_within_factor(
                MAX_NUMBER_RATIO,
                &measured_numbers(expected),
                &measured_numbers(actual),
            )
        })
        .map(|(expected, actual)| {
            format!("- {}\n+ {}", expected.sample(), actual.sample())
        })
        .collect()
}

fn patterns_mut(item: &mut Item) -> &mut [Pattern] {
    match item {
        Item::Line(line) => std::slice::from_mut(line),
        Item::AnyLines => &mut [],
        Item::AnyOrder(lines) => lines,
    }
}

fn update_numbers(pattern: &mut Pattern, line: &str) {
    let mut updated = pattern.clone();
    let new = find_printed_numbers(pattern, line).unwrap_or_default();
    let places = updated.pieces.iter_mut().filter(|piece| {
        matches!(piece, Piece::Measured { .. } | Piece::Time { .. })
    });
    for (piece, new) in places.zip(new) {
        if let Piece::Measured { number, .. } = piece {
            *number = new.to_owned();
        }
    }
    // All of a line or nothing: its numbers may follow from each other.
    if !are_within_factor(
        UNCHANGED_NUMBER_RATIO,
        &measured_numbers(pattern),
        &measured_numbers(&updated),
    ) {
        *pattern = updated;
    }
}

fn measured_numbers(pattern: &Pattern) -> Vec<f64> {
    let number = |piece: &Piece| match piece {
        Piece::Measured { number, .. } => Some(parse_value(number)),
        _ => None,
    };
    pattern.pieces.iter().filter_map(number).collect()
}

fn parse_value(number_text: &str) -> f64 {
    number_text.replace(',', "").parse().unwrap_or(f64::NAN)
}

fn are_within_factor(factor: f64, a: &[f64], b: &[f64]) -> bool {
    let near = 1.0 / factor..=factor;
    let mut pairs = a.iter().zip(b);
    pairs.all(|(a, b)| a == b || near.contains(&(a / b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::session_text;
    use catalogue::transcript::Transcript;

    fn parse_session(expected: &str) -> Session {
        let text = format!("$ x\n{expected}");
        Transcript::parse(&text).unwrap().sessions.remove(0)
    }

    #[test]
    fn numbers_are_taken_and_times_and_wildcards_stay() {
        let session = parse_session(
            "[kb~1.2] KB at [..80] after 2.00 s\n[any order]\nb [~3]\na [~4]\n[end]\n",
        );
        let updated = with_numbers_of_run(
            "2.9 KB at 81 after 2.01 s\na 5\nb 6\n",
            &session,
        );
        let lines = "[kb~2.9] KB at [..80] after 2.00 s\n[any order]\nb [~6]\na [~5]\n[end]\n";
        assert_eq!(session_text(&updated), format!("$ x\n{lines}"));
    }

    #[test]
    fn a_line_that_is_near_stays_as_it_is_written() {
        let session =
            parse_session("[~2.67]x, [~70.0] ms\n[~0.08] ms, [~99.6] %\n");
        let updated =
            with_numbers_of_run("2.68x, 71.9 ms\n0.04 ms, 99.8 %\n", &session);
        let lines = "[~2.67]x, [~70.0] ms\n[~0.04] ms, [~99.8] %\n";
        assert_eq!(session_text(&updated), format!("$ x\n{lines}"));
    }

    #[test]
    fn more_than_twice_or_less_than_half_contradicts() {
        let session = parse_session("[us~29] us, [~10] KB\n");
        let far = |printed| find_contradictions(&session, printed);
        assert!(far("58 us, 5 KB\n").is_empty());
        assert_eq!(far("116 us, 9 KB\n"), ["- 29 us, 10 KB\n+ 116 us, 9 KB"]);
        assert_eq!(far("29 us, 4 KB\n").len(), 1);
    }
}
