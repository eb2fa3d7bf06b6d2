//! A listing's text: its title, its anchors, and the part that is shown.

use problem::SourceError;
use std::ops::Range;

/// A listing's source, with anchor lines taken out, and of two blank lines
/// that then follow each other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The first line's `//!` sentence, without its period.
    pub title: String,
    pub lines: Vec<String>,
    anchors: Vec<Anchor>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Anchor {
    name: String,
    /// The line of its marker in the file, counted from 1.
    marker_line: usize,
    /// Indices of the first line within and of the first line after.
    start_index: usize,
    end_index: Option<usize>,
}

/// A line and whether the reader sees it at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    pub text: &'a str,
    pub is_shown: bool,
}

/// A part of a listing, to be shown without the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// Counted from 1, as the listing's card counts.
    pub first_line: usize,
    pub last_line: usize,
}

/// Marks a gap between two parts of an excerpt.
const EXCERPT_GAP: &str = "// ...";

impl Source {
    pub fn parse(file_text: &str) -> Result<Self, SourceError> {
        let mut lines = Vec::new();
        let mut anchors: Vec<Anchor> = Vec::new();
        // Whether an anchor line was taken out above this one.
        let mut marked = false;
        for (i, line) in file_text.lines().enumerate() {
            if let Some(name) = parse_marker(line, "ANCHOR:") {
                anchors.push(Anchor {
                    name: name.to_owned(),
                    marker_line: i + 1,
                    start_index: lines.len(),
                    end_index: None,
                });
                marked = true;
            } else if let Some(name) = parse_marker(line, "ANCHOR_END:") {
                close_anchor(&mut anchors, name, lines.len(), i + 1)?;
                marked = true;
            } else if marked && is_blank(line) && ends_with_blank_line(&lines) {
                include_line_before(&mut anchors, lines.len());
            } else {
                lines.push(line.to_owned());
                marked = false;
            }
        }
        if let Some(open) = anchors.iter().find(|a| a.end_index.is_none()) {
            let error = SourceError::new(
                format!("anchor `{}` never ends", open.name),
                format!("add a line `// ANCHOR_END: {}`", open.name),
            );
            return Err(error.at_line(open.marker_line));
        }
        let title = read_title(&lines)?;
        Ok(Source {
            title,
            lines,
            anchors,
        })
    }

    /// The program as a reader gets it: all lines but the anchors.
    pub fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// All lines; those outside of `anchor` are folded away, and so is the
    /// title, which the page shows above the code.
    pub fn visible_lines(
        &self,
        anchor: Option<&str>,
    ) -> Result<Vec<Line<'_>>, SourceError> {
        let shown = match anchor {
            None => self.range_below_header(),
            Some(name) => self.anchor_ranges(name)?,
        };
        Ok(self
            .lines
            .iter()
            .enumerate()
            .map(|(i, text)| Line {
                text,
                is_shown: shown.iter().any(|range| range.contains(&i)),
            })
            .collect())
    }

    /// The part between the anchor's lines, moved to the left margin. Where
    /// several parts have that name, a comment marks the gaps between them.
    pub fn excerpt(&self, anchor: &str) -> Result<Excerpt, SourceError> {
        let ranges: Vec<Range<usize>> = self
            .anchor_ranges(anchor)?
            .into_iter()
            .map(|range| self.without_blank_ends(range))
            .filter(|range| !range.is_empty())
            .collect();
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
            return Err(SourceError::new(
                format!("anchor `{anchor}` has no line of code"),
                "move its `ANCHOR_END` below the part to show",
            ));
        };
        let parts: Vec<String> = ranges
            .iter()
            .map(|range| unindent(&self.lines[range.clone()]))
            .collect();
        Ok(Excerpt {
            text: parts.join(&format!("{EXCERPT_GAP}\n")),
            first_line: first.start + 1,
            last_line: last.end,
        })
    }

    /// The names of all anchors.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.anchors.iter().map(|anchor| anchor.name.as_str())
    }

    fn without_blank_ends(&self, range: Range<usize>) -> Range<usize> {
        let is_code = |i: &usize| !is_blank(&self.lines[*i]);
        let first = range.clone().find(is_code);
        let last = range.clone().rfind(is_code);
        match (first, last) {
            (Some(first), Some(last)) => first..last + 1,
            _ => range.start..range.start,
        }
    }

    fn anchor_ranges(
        &self,
        anchor_name: &str,
    ) -> Result<Vec<Range<usize>>, SourceError> {
        let ranges: Vec<_> = self
            .anchors
            .iter()
            .filter(|anchor| anchor.name == anchor_name)
            .map(|a| a.start_index..a.end_index.unwrap_or(a.start_index))
            .collect();
        if ranges.is_empty() {
            return Err(SourceError::not_found(
                "anchor",
                anchor_name,
                self.anchors(),
            ));
        }
        Ok(ranges)
    }

    /// What follows the `//!` lines and the blank ones after them.
    fn range_below_header(&self) -> Vec<Range<usize>> {
        let start = self
            .lines
            .iter()
            .position(|l| !l.starts_with("//!") && !l.trim().is_empty());
        std::iter::once(start.unwrap_or(0)..self.lines.len()).collect()
    }
}

/// The lines with as much indentation taken away as all have.
fn unindent(lines: &[String]) -> String {
    let width = |line: &&String| line.len() - line.trim_start().len();
    let common = lines
        .iter()
        .filter(|line| !is_blank(line))
        .map(|line| width(&line))
        .min()
        .unwrap_or_default();
    lines
        .iter()
        .map(|line| line.get(common..).unwrap_or_default().to_owned() + "\n")
        .collect()
}

fn parse_marker<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    let name = line.trim().strip_prefix("//")?.trim().strip_prefix(kind)?;
    Some(name.trim())
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn ends_with_blank_line(lines: &[String]) -> bool {
    lines.last().is_some_and(|line| is_blank(line))
}

/// The blank line before takes the place of the first within an anchor.
fn include_line_before(anchors: &mut [Anchor], line: usize) {
    let begun = anchors.iter_mut().filter(|a| a.start_index == line);
    begun.for_each(|anchor| anchor.start_index -= 1);
}

fn close_anchor(
    anchors: &mut [Anchor],
    anchor_name: &str,
    end_line: usize,
    line: usize,
) -> Result<(), SourceError> {
    let open = anchors
        .iter_mut()
        .rev()
        .find(|a| a.name == anchor_name && a.end_index.is_none())
        .ok_or_else(|| {
            let message =
                format!("anchor `{anchor_name}` ends but never starts");
            let help = format!("add a line `// ANCHOR: {anchor_name}` above");
            SourceError::new(message, help).at_line(line)
        })?;
    open.end_index = Some(end_line);
    Ok(())
}

fn read_title(lines: &[String]) -> Result<String, SourceError> {
    let first = lines.first().map_or("", String::as_str);
    match first.strip_prefix("//!").map(str::trim) {
        Some(title) if !title.is_empty() => {
            Ok(title.trim_end_matches('.').to_owned())
        }
        _ => Err(SourceError::new(
            "the listing has no title",
            "start it with one line `//! What it shows.`",
        )
        .at_line(1)),
    }
}

#[cfg(test)]
mod tests;
