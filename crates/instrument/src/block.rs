//! Finds blocks in a source file that is formatted by rustfmt: a block ends at
//! the first `}` with the indentation of its first line.

use std::ops::Range;

/// A function, an `impl`, a struct: by its lines in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub first_line: usize,
    /// The line that ends with `{`.
    pub opening_line: usize,
    pub closing_line: usize,
}

impl Block {
    /// The lines between the braces, and the opening one.
    pub fn body(self) -> Range<usize> {
        self.opening_line..self.closing_line
    }
}

/// What may stand before `fn` and is not part of an anchor.
const FUNCTION_QUALIFIERS: [&str; 7] = [
    "pub",
    "pub(crate)",
    "pub(super)",
    "pub(self)",
    "async",
    "const",
    "unsafe",
];

/// The blocks in these lines whose first line matches `anchor`.
///
/// An anchor that begins with `fn` matches the function of that name, with any
/// visibility. Any other matches a line that contains it.
pub fn find_matching_blocks(
    lines: &[String],
    area: Range<usize>,
    anchor: &str,
) -> Vec<Block> {
    area.clone()
        .filter(|line| matches_anchor(lines[*line].trim(), anchor))
        .filter_map(|first| block_at(lines, first, area.end))
        .collect()
}

/// The number of blanks at the line's beginning.
pub fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The text on one line, as far to the right as `like`.
pub fn indent_like(like: &str, text: &str) -> String {
    let text = text.trim_end().replace('\n', " ");
    format!("{}{text}", " ".repeat(indentation(like)))
}

fn matches_anchor(line: &str, anchor: &str) -> bool {
    if line.starts_with("//") || line.starts_with('#') {
        return false;
    }
    let Some(name) = anchor.strip_prefix("fn ") else {
        return line.contains(anchor);
    };
    let mut rest = line;
    while let Some((word, after)) = rest.split_once(' ') {
        if word == "fn" {
            let Some(after) = after.strip_prefix(name) else {
                return false;
            };
            let next = after.chars().next();
            return !next.is_some_and(|c| c.is_alphanumeric() || c == '_');
        }
        if !FUNCTION_QUALIFIERS.contains(&word) {
            return false;
        }
        rest = after;
    }
    false
}

fn block_at(lines: &[String], first: usize, end: usize) -> Option<Block> {
    let depth = indentation(&lines[first]);
    let is_level = |line: &String| indentation(line) == depth;
    let opening = (first..end).find(|number| {
        let line = &lines[*number];
        is_level(line) && line.ends_with(['{', ';'])
    })?;
    if lines[opening].ends_with(';') {
        return None;
    }
    let closing = (opening + 1..end).find(|number| {
        // The second is how a wrapped body ends.
        is_level(&lines[*number])
            && ["}", "})}"].contains(&lines[*number].trim())
    })?;
    Some(Block {
        first_line: first,
        opening_line: opening,
        closing_line: closing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_function_is_found_by_its_name() {
        let text = to_lines(
            "impl Timer {\n    pub(crate) fn reset_all(&self) {\n    }\n\n    \
             // fn reset\n    pub async fn reset<T>(\n        at: T,\n    ) {\n        \
             at();\n    }\n}",
        );
        let found = find_matching_blocks(&text, 0..text.len(), "fn reset");
        let block = Block {
            first_line: 5,
            opening_line: 7,
            closing_line: 9,
        };
        assert_eq!(found, [block]);
        assert_eq!(
            find_matching_blocks(&text, 0..text.len(), "impl Timer").len(),
            1
        );
    }

    #[test]
    fn a_declaration_has_no_block() {
        let text = to_lines(
            "trait T {\n    fn a(&self);\n    fn b(&self) {\n    }\n}",
        );
        assert!(find_matching_blocks(&text, 0..text.len(), "fn a").is_empty());
        assert_eq!(find_matching_blocks(&text, 0..text.len(), "fn b").len(), 1);
    }
}
