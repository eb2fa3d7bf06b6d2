//! One line of a `.out` file, taken apart into what must match how.

use std::ops::Range;

/// What a reader is shown for text that differs from run to run, where the
/// file gives no sample.
const UNKNOWN_TEXT: &str = "…";

/// A line: fixed text with wildcards, measured numbers and times in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Text(String),
    /// `[..]` or `[..SAMPLE]`.
    Anything {
        sample: String,
    },
    /// `[~1.2]` or `[NAME~1.2]`; the text is kept as it was written.
    Measured {
        name: Option<String>,
        number: String,
    },
    /// `3.50 s`: the number as it was written, and its unit.
    Time {
        number: String,
        unit: Unit,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Seconds,
    /// Seconds too, spelt `seconds`.
    SecondsInFull,
    Milliseconds,
}

impl Unit {
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::Seconds => "s",
            Unit::SecondsInFull => "seconds",
            Unit::Milliseconds => "ms",
        }
    }

    /// Returns how many of this unit make a second.
    pub fn units_per_second(self) -> f64 {
        match self {
            Unit::Milliseconds => 1000.0,
            _ => 1.0,
        }
    }
}

impl Pattern {
    pub fn parse(line: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = line;
        while let Some((range, piece)) = find_next_placeholder(rest) {
            push_text(&mut pieces, &rest[..range.start]);
            pieces.push(piece);
            rest = &rest[range.end..];
        }
        push_text(&mut pieces, rest);
        Pattern { pieces }
    }

    /// The line as a reader is shown it.
    pub fn sample(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Anything { sample } if sample.is_empty() => {
                    UNKNOWN_TEXT.to_owned()
                }
                Piece::Anything { sample } => sample.clone(),
                Piece::Measured { number, .. } => number.clone(),
                Piece::Time { number, unit } => {
                    format!("{number} {}", unit.as_str())
                }
            })
            .collect()
    }

    /// Whether the reader is shown `UNKNOWN_TEXT` for a part of the line.
    pub fn has_unknown_text(&self) -> bool {
        self.pieces.iter().any(|piece| {
            matches!(piece, Piece::Anything { sample } if sample.is_empty())
        })
    }

    /// The named measured numbers: name and number as written.
    pub fn named_numbers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Measured {
                name: Some(name),
                number,
            } => Some((name.as_str(), number.as_str())),
            _ => None,
        })
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text.to_owned()));
    }
}

/// The first wildcard, measured number or time, and where it stands.
fn find_next_placeholder(text: &str) -> Option<(Range<usize>, Piece)> {
    (0..text.len())
        .filter(|&start| text.is_char_boundary(start))
        .find_map(|start| {
            let rest = &text[start..];
            let (length, piece) = parse_bracketed(rest).or_else(|| {
                // Not in the middle of a longer number or word.
                let before = text[..start].chars().next_back();
                let fresh =
                    before.is_none_or(|c| !c.is_alphanumeric() && c != '.');
                fresh.then(|| parse_time(rest)).flatten()
            })?;
            Some((start..start + length, piece))
        })
}

fn parse_bracketed(text: &str) -> Option<(usize, Piece)> {
    let inner = text.strip_prefix('[')?;
    let inner = &inner[..inner.find(']')?];
    let piece = if let Some(sample) = inner.strip_prefix("..") {
        Piece::Anything {
            sample: sample.to_owned(),
        }
    } else {
        let (name, number) = inner.split_once('~')?;
        number.replace(',', "").parse::<f64>().ok()?;
        let is_word = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        is_word.then(|| Piece::Measured {
            name: (!name.is_empty()).then(|| name.to_owned()),
            number: number.to_owned(),
        })?
    };
    Some((inner.len() + 2, piece))
}

fn parse_time(text: &str) -> Option<(usize, Piece)> {
    let digits = number_length(text)?;
    let (number, rest) = text.split_at(digits);
    let rest = rest.strip_prefix(' ')?;
    let unit_name: String =
        rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    let unit = match unit_name.as_str() {
        "s" => Unit::Seconds,
        "seconds" => Unit::SecondsInFull,
        "ms" => Unit::Milliseconds,
        _ => return None,
    };
    let piece = Piece::Time {
        number: number.to_owned(),
        unit,
    };
    Some((digits + 1 + unit_name.len(), piece))
}

/// The bytes of a leading decimal number such as `3.50`, with its point.
fn number_length(text: &str) -> Option<usize> {
    let count =
        |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = count(text);
    let fraction = count(text.get(whole..)?.strip_prefix('.')?);
    (whole > 0 && fraction > 0).then_some(whole + 1 + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_piece(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    #[test]
    fn a_decimal_number_with_a_unit_is_a_time() {
        assert_eq!(
            Pattern::parse("Total: 3.50 s.").pieces,
            [
                text_piece("Total: "),
                Piece::Time {
                    number: "3.50".into(),
                    unit: Unit::Seconds
                },
                text_piece("."),
            ]
        );
    }

    #[test]
    fn whole_numbers_versions_and_other_units_are_text() {
        for line in ["waits 2 s", "tokio 1.54.1 says", "1.50 sheep", "2.00x"] {
            assert_eq!(Pattern::parse(line).pieces, [text_piece(line)]);
        }
    }

    #[test]
    fn brackets_hold_wildcards_and_measured_numbers() {
        let pieces = Pattern::parse("at [..8000]: [kb~1,200.5] KB [x]").pieces;
        assert_eq!(
            pieces,
            [
                text_piece("at "),
                Piece::Anything {
                    sample: "8000".into()
                },
                text_piece(": "),
                Piece::Measured {
                    name: Some("kb".into()),
                    number: "1,200.5".into()
                },
                text_piece(" KB [x]"),
            ]
        );
    }
}
