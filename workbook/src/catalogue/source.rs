//! A listing's text: its title, its anchors, and the part that is shown.

use crate::problem::{Problem, suggest};
use std::ops::Range;
use std::path::Path;

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
    /// Indices of the first line within and of the first line after.
    start: usize,
    end: Option<usize>,
}

/// What is wrong with a source; the caller knows the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub what: String,
    pub help: String,
}

impl Fault {
    pub fn problem(self, file: &Path) -> Problem {
        Problem::in_file(file, self.what, self.help).at_line(self.line)
    }
}

/// A line and whether the reader sees it at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    pub text: &'a str,
    pub shown: bool,
}

impl Source {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut lines = Vec::new();
        let mut anchors: Vec<Anchor> = Vec::new();
        // Whether an anchor line was taken out above this one.
        let mut marked = false;
        for (i, line) in text.lines().enumerate() {
            if let Some(name) = marker(line, "ANCHOR:") {
                anchors.push(Anchor {
                    name: name.to_owned(),
                    start: lines.len(),
                    end: None,
                });
                marked = true;
            } else if let Some(name) = marker(line, "ANCHOR_END:") {
                close(&mut anchors, name, lines.len(), i + 1)?;
                marked = true;
            } else if marked && is_blank(line) && ends_blank(&lines) {
                begin_before(&mut anchors, lines.len());
            } else {
                lines.push(line.to_owned());
                marked = false;
            }
        }
        if let Some(open) = anchors.iter().find(|a| a.end.is_none()) {
            return Err(Fault {
                line: open.start + 1,
                what: format!("anchor `{}` never ends", open.name),
                help: format!("add a line `// ANCHOR_END: {}`", open.name),
            });
        }
        let title = title(&lines)?;
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
    pub fn view(
        &self,
        anchor: Option<&str>,
    ) -> Result<Vec<Line<'_>>, (String, String)> {
        let shown = match anchor {
            None => self.all_but_the_header(),
            Some(name) => self.ranges(name)?,
        };
        Ok(self
            .lines
            .iter()
            .enumerate()
            .map(|(i, text)| Line {
                text,
                shown: shown.iter().any(|range| range.contains(&i)),
            })
            .collect())
    }

    fn ranges(
        &self,
        name: &str,
    ) -> Result<Vec<Range<usize>>, (String, String)> {
        let ranges: Vec<_> = self
            .anchors
            .iter()
            .filter(|anchor| anchor.name == name)
            .map(|a| a.start..a.end.unwrap_or(a.start))
            .collect();
        if ranges.is_empty() {
            return Err((
                format!("there is no anchor `{name}`"),
                suggest(name, self.anchors.iter().map(|a| a.name.as_str())),
            ));
        }
        Ok(ranges)
    }

    /// What follows the `//!` lines and the blank ones after them.
    fn all_but_the_header(&self) -> Vec<Range<usize>> {
        let start = self
            .lines
            .iter()
            .position(|l| !l.starts_with("//!") && !l.trim().is_empty());
        std::iter::once(start.unwrap_or(0)..self.lines.len()).collect()
    }
}

fn marker<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    let name = line.trim().strip_prefix("//")?.trim().strip_prefix(kind)?;
    Some(name.trim())
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn ends_blank(lines: &[String]) -> bool {
    lines.last().is_some_and(|line| is_blank(line))
}

/// The blank line before takes the place of the first within an anchor.
fn begin_before(anchors: &mut [Anchor], line: usize) {
    let begun = anchors.iter_mut().filter(|a| a.start == line);
    begun.for_each(|anchor| anchor.start -= 1);
}

fn close(
    anchors: &mut [Anchor],
    name: &str,
    end: usize,
    line: usize,
) -> Result<(), Fault> {
    let open = anchors
        .iter_mut()
        .rev()
        .find(|a| a.name == name && a.end.is_none())
        .ok_or_else(|| Fault {
            line,
            what: format!("anchor `{name}` ends but never starts"),
            help: format!("add a line `// ANCHOR: {name}` above"),
        })?;
    open.end = Some(end);
    Ok(())
}

fn title(lines: &[String]) -> Result<String, Fault> {
    let first = lines.first().map_or("", String::as_str);
    match first.strip_prefix("//!").map(str::trim) {
        Some(title) if !title.is_empty() => {
            Ok(title.trim_end_matches('.').to_owned())
        }
        _ => Err(Fault {
            line: 1,
            what: "the listing has no title".to_owned(),
            help: "start it with one line `//! What it shows.`".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "//! Two waits.\n\nfn main() {\n    // ANCHOR: new\n    wait();\n    // ANCHOR_END: new\n}\n";

    #[test]
    fn an_anchor_shows_its_lines_and_folds_the_rest() {
        let source = Source::parse(PROGRAM).unwrap();
        assert_eq!(source.title, "Two waits");
        let shown: Vec<_> = source
            .view(Some("new"))
            .unwrap()
            .into_iter()
            .filter(|line| line.shown)
            .map(|line| line.text)
            .collect();
        assert_eq!(shown, ["    wait();"]);
    }

    #[test]
    fn without_an_anchor_only_the_title_is_folded() {
        let source = Source::parse(PROGRAM).unwrap();
        let folded: Vec<_> = source
            .view(None)
            .unwrap()
            .into_iter()
            .filter(|line| !line.shown)
            .map(|line| line.text)
            .collect();
        assert_eq!(folded, ["//! Two waits.", ""]);
        assert!(!source.text().contains("ANCHOR"));
    }

    #[test]
    fn where_an_anchor_parts_two_blank_lines_one_is_left() {
        let text = "//! T.\n\n// ANCHOR: new\n\na();\n\n// ANCHOR_END: new\n\
                    // ANCHOR: new\n\nb();\n// ANCHOR_END: new\n\n\nc();\n";
        let source = Source::parse(text).unwrap();
        let shown = |line: Line<'_>| line.shown.then_some(line.text.to_owned());
        let view = source.view(Some("new")).unwrap();
        let shown: Vec<_> = view.into_iter().filter_map(shown).collect();
        assert_eq!(shown, ["", "a();", "", "b();"]);
        // What the author wrote without an anchor between stays.
        assert_eq!(source.text(), "//! T.\n\na();\n\nb();\n\n\nc();\n");
    }

    #[test]
    fn a_missing_anchor_gets_a_suggestion() {
        let source = Source::parse(PROGRAM).unwrap();
        let (what, help) = source.view(Some("mew")).unwrap_err();
        assert_eq!(what, "there is no anchor `mew`");
        assert_eq!(help, "choose one of `new`");
    }

    #[test]
    fn an_open_anchor_and_a_missing_title_are_faults() {
        let open = "//! T.\n// ANCHOR: new\nfn main() {}\n";
        assert_eq!(
            Source::parse(open).unwrap_err().what,
            "anchor `new` never ends"
        );
        let untitled = Source::parse("fn main() {}\n").unwrap_err();
        assert_eq!(untitled.what, "the listing has no title");
    }
}
