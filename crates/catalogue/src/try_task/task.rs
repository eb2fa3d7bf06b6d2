//! A task: its change, made in a listing's text.

use crate::listing::{Listing, ListingKind};
use crate::transcript::Session;
use std::ops::Range;

/// A task, with the change that it asks for and what then happens.
#[derive(Debug, Clone, PartialEq)]
pub struct TryTask {
    /// Tells the tasks of a listing apart; `None` if there is only one.
    pub id: Option<String>,
    /// Where the task starts in its file, counted from 1.
    pub line: usize,
    /// Markdown.
    pub task: String,
    /// In the order of the places that they change.
    pub edits: Vec<Edit>,
    /// Command-line arguments of the changed program.
    pub arguments: Vec<String>,
    /// What a reader types in the folder of a listing in `unstable/`; no other
    /// listing has one.
    pub command: Option<String>,
    pub expected: Expected,
    /// The first line of each warning about the changed program.
    pub warnings: Vec<String>,
    /// Markdown: why it is so.
    pub why: String,
}

/// A change of the listing's text, without its `ANCHOR` lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes of the listing's text that `replacement` takes the place of.
    pub range: Range<usize>,
    pub replacement: String,
}

/// What happens after the change.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// The program ends, and prints this.
    Prints(Session),
    /// The compiler rejects the program with this error code, or with a
    /// message that contains this text.
    CompileError(String),
    /// The program doesn't end. Before, it prints this.
    Hangs(Option<Session>),
    /// The program panics with a message that contains this text.
    Panics {
        message: String,
        prints: Option<Session>,
        exit: i32,
    },
}

/// Lines that a change takes away, and the lines that it puts there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLines {
    pub removed: Vec<String>,
    pub added: Vec<String>,
}

impl TryTask {
    /// The listing's name, with the id of the task if it has one.
    pub fn name(&self, listing: &Listing) -> String {
        match &self.id {
            Some(id) => format!("{}/{id}", listing.name),
            None => listing.name.clone(),
        }
    }

    /// Makes the change in the listing's text.
    pub fn apply(&self, source: &str) -> String {
        apply_edits(source, &self.edits, 0..source.len())
    }

    /// The lines that differ, in their order.
    pub fn changed_lines(&self, source: &str) -> Vec<ChangedLines> {
        let mut groups: Vec<(Range<usize>, Vec<Edit>)> = Vec::new();
        for edit in &self.edits {
            let lines = extend_to_whole_lines(source, &edit.range);
            match groups.last_mut() {
                Some((range, edits)) if lines.start < range.end => {
                    range.end = range.end.max(lines.end);
                    edits.push(edit.clone());
                }
                _ => groups.push((lines, vec![edit.clone()])),
            }
        }
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        groups
            .into_iter()
            .map(|(range, edits)| ChangedLines {
                removed: lines(&source[range.clone()]),
                added: lines(&apply_edits(source, &edits, range)),
            })
            .collect()
    }

    /// What a reader types to run the listing for this task.
    pub fn command(&self, listing: &Listing) -> String {
        match &self.command {
            Some(command) => {
                format!("cd {} && {command}", listing.folder().display())
            }
            None => command_of(listing, &self.arguments),
        }
    }
}

pub(super) fn command_of(listing: &Listing, arguments: &[String]) -> String {
    let command = listing.command();
    if arguments.is_empty() || listing.kind == ListingKind::Broken {
        return command;
    }
    format!("{command} -- {}", arguments.join(" "))
}

/// The part of the text with the edits that lie in it.
fn apply_edits(source: &str, edits: &[Edit], part: Range<usize>) -> String {
    let mut text = String::with_capacity(part.len());
    let mut copied = part.start;
    for edit in edits {
        text.push_str(&source[copied..edit.range.start]);
        text.push_str(&edit.replacement);
        copied = edit.range.end;
    }
    text.push_str(&source[copied..part.end]);
    text
}

/// The lines, with their ends, that the range touches.
fn extend_to_whole_lines(source: &str, range: &Range<usize>) -> Range<usize> {
    let start = source[..range.start].rfind('\n').map_or(0, |at| at + 1);
    if source[..range.end].ends_with('\n') && range.end > start {
        return start..range.end;
    }
    let rest = source[range.end..].find('\n');
    start..rest.map_or(source.len(), |length| range.end + length + 1)
}
