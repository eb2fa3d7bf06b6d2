//! Rewrites a session from a real run: `SNAPSHOTS=overwrite`.
//!
//! Lines that still fit keep their wildcards and times; where only a number
//! is wrong, the number alone is replaced.

use catalogue::matching::{LineMatch, find_printed_numbers, match_line};
use catalogue::transcript::{Item, Pattern, Piece, Session};

/// Whether the run shall rewrite what it finds wrong; the variable is
/// snapbox's.
pub fn is_requested() -> bool {
    std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite")
}

/// The session as its `.out` file has it.
pub fn session_text(session: &Session) -> String {
    let body: String = session.items.iter().map(item_text).collect();
    command_and_status_lines(&session.command, session.status) + &body
}

/// The session with what `printed` has instead.
pub fn corrected_session(
    session: &Session,
    status: i32,
    printed: &str,
) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    let mut text = command_and_status_lines(&session.command, status);
    let mut gap = Gap::default();
    for step in plan_edit_steps(&session.items, &lines) {
        match step {
            EditStep::Drop(item) => gap.dropped.push(&session.items[item]),
            EditStep::New(line) => gap.new.push(lines[line]),
            EditStep::Keep(item, range) => {
                gap.write_to(&mut text);
                text += &kept_item_text(&session.items[item], &lines[range]);
            }
        }
    }
    gap.write_to(&mut text);
    text
}

fn command_and_status_lines(command: &str, status: i32) -> String {
    let status = match status {
        0 => String::new(),
        other => format!("? {other}\n"),
    };
    format!("$ {command}\n{status}")
}

/// Between two lines that fit: expected ones to leave out, new ones to take.
#[derive(Default)]
struct Gap<'a> {
    dropped: Vec<&'a Item>,
    new: Vec<&'a str>,
}

impl Gap<'_> {
    fn write_to(&mut self, updated_text: &mut String) {
        match self.dropped[..] {
            // All that stood here was `...`: it still does.
            [Item::AnyLines] => updated_text.push_str("...\n"),
            _ => self.new.iter().for_each(|line| {
                updated_text.push_str(line);
                updated_text.push('\n');
            }),
        }
        *self = Gap::default();
    }
}

enum EditStep {
    /// The item goes on to stand for these lines.
    Keep(usize, std::ops::Range<usize>),
    Drop(usize),
    New(usize),
}

/// Keeps as many items as can be kept in their order.
fn plan_edit_steps(items: &[Item], printed_lines: &[&str]) -> Vec<EditStep> {
    let (rows, columns) = (items.len() + 1, printed_lines.len() + 1);
    // best[i][j]: what can be kept of items[i..] for lines[j..].
    let mut best = vec![vec![0; columns]; rows];
    for i in (0..items.len()).rev() {
        for j in (0..columns).rev() {
            let skip_line = best[i].get(j + 1).copied().unwrap_or(0);
            let keep = match_score(&items[i], &printed_lines[j..])
                .map_or(0, |worth| {
                    worth + best[i + 1][j + line_count(&items[i])]
                });
            best[i][j] = keep.max(best[i + 1][j]).max(skip_line);
        }
    }
    let mut steps = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < items.len() {
        let width = line_count(&items[i]);
        let worth = match_score(&items[i], &printed_lines[j..]);
        if worth.is_some_and(|w| best[i][j] == w + best[i + 1][j + width]) {
            steps.push(EditStep::Keep(i, j..j + width));
            (i, j) = (i + 1, j + width);
        } else if best[i][j] == best[i + 1][j] {
            steps.push(EditStep::Drop(i));
            i += 1;
        } else {
            steps.push(EditStep::New(j));
            j += 1;
        }
    }
    steps.extend((j..printed_lines.len()).map(EditStep::New));
    steps
}

fn line_count(item: &Item) -> usize {
    match item {
        Item::Line(_) => 1,
        Item::AnyLines => 0,
        Item::AnyOrder(patterns) => patterns.len(),
    }
}

/// What it is worth to keep the item for the first of these lines. Fitting
/// is worth more than having just a wrong number.
fn match_score(item: &Item, printed_lines: &[&str]) -> Option<usize> {
    match item {
        Item::AnyLines => None,
        Item::Line(pattern) => {
            match match_line(pattern, printed_lines.first()?) {
                LineMatch::Fits => Some(2),
                LineMatch::TooEarly(_) | LineMatch::WrongNumber(_) => Some(1),
                LineMatch::Different => None,
            }
        }
        Item::AnyOrder(patterns) => {
            let printed_lines = printed_lines.get(..patterns.len())?.join("\n");
            let block = Session {
                command: String::new(),
                status: 0,
                items: vec![item.clone()],
            };
            catalogue::matching::compare(&block, &printed_lines).ok()?;
            Some(2 * patterns.len())
        }
    }
}

fn kept_item_text(item: &Item, printed_lines: &[&str]) -> String {
    match (item, printed_lines) {
        (Item::Line(pattern), [line]) => match match_line(pattern, line) {
            LineMatch::TooEarly(_) | LineMatch::WrongNumber(_) => {
                with_numbers_of(pattern, line) + "\n"
            }
            LineMatch::Fits | LineMatch::Different => item_text(item),
        },
        _ => item_text(item),
    }
}

fn with_numbers_of(pattern: &Pattern, line: &str) -> String {
    let mut pattern = pattern.clone();
    let mut new = find_printed_numbers(&pattern, line)
        .unwrap_or_default()
        .into_iter();
    for piece in &mut pattern.pieces {
        if let Piece::Measured { number, .. } | Piece::Time { number, .. } =
            piece
            && let Some(new) = new.next()
        {
            *number = new.to_owned();
        }
    }
    line_text(&pattern)
}

fn item_text(item: &Item) -> String {
    match item {
        Item::AnyLines => "...\n".to_owned(),
        Item::Line(pattern) => line_text(pattern) + "\n",
        Item::AnyOrder(patterns) => {
            let lines: String =
                patterns.iter().map(|p| line_text(p) + "\n").collect();
            format!("[any order]\n{lines}[end]\n")
        }
    }
}

fn line_text(pattern: &Pattern) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Anything { sample } => format!("[..{sample}]"),
        Piece::Measured { name, number } => {
            format!("[{}~{number}]", name.as_deref().unwrap_or(""))
        }
        Piece::Time { number, unit } => format!("{number} {}", unit.as_str()),
    };
    pattern.pieces.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalogue::transcript::Transcript;

    const COMMAND_LINE: &str = "$ cargo run --example x\n";

    fn parse_session(expected: &str) -> Session {
        let text = format!("{COMMAND_LINE}{expected}");
        Transcript::parse(&text).unwrap().sessions.remove(0)
    }

    #[track_caller]
    fn assert_rewritten(expected: &str, printed: &str, into: &str) {
        let text = corrected_session(&parse_session(expected), 0, printed);
        assert_eq!(text, format!("{COMMAND_LINE}{into}"));
    }

    #[test]
    fn a_session_is_written_as_it_was_read() {
        let text = "port [..8000] [..]\n[any order]\n[kb~1.2] KB\n[~3]\n\
                    [end]\n...\ntook 1.50 s, 3.0 ms or 2.00 seconds [x]\n";
        assert_eq!(
            session_text(&parse_session(text)),
            format!("{COMMAND_LINE}{text}")
        );
    }

    #[test]
    fn lines_that_fit_keep_their_wildcards() {
        assert_rewritten(
            "port [..8000]\nold\ntook 2.00 s\n",
            "port 54321\nnew\nnewer\ntook 2.04 s\n",
            "port [..8000]\nnew\nnewer\ntook 2.00 s\n",
        );
    }

    #[test]
    fn a_wrong_number_alone_is_replaced() {
        assert_rewritten(
            "[kb~1.2] KB at [..80] after 2.00 s\n",
            "97 KB at 81 after 2.01 s\n",
            "[kb~97] KB at [..80] after 2.01 s\n",
        );
    }

    #[test]
    fn any_lines_stay_where_both_neighbours_do() {
        assert_rewritten("a\n...\nb\nc\n", "a\nx\nb\nd\n", "a\n...\nb\nd\n");
        assert_rewritten("a\n...\nb\n", "a\nx\nc\n", "a\nx\nc\n");
        assert_rewritten("...\nb\n", "x\nb\ny\n", "...\nb\ny\n");
    }

    #[test]
    fn a_block_in_any_order_stays_whole_or_goes() {
        let block = "[any order]\na\nb [..1]\n[end]\n";
        assert_rewritten(
            &format!("{block}c\n"),
            "b 2\na\nd\n",
            &format!("{block}d\n"),
        );
        assert_rewritten(block, "b 2\nc\n", "b 2\nc\n");
    }

    #[test]
    fn the_status_is_rewritten_too() {
        let text =
            corrected_session(&parse_session("? 1\nbusy\n"), 2, "busy\n");
        assert_eq!(text, format!("{COMMAND_LINE}? 2\nbusy\n"));
    }

    #[test]
    fn an_empty_session_takes_all_lines() {
        assert_rewritten("", "a\nb\n", "a\nb\n");
    }
}
