//! rustc's JSON messages, reduced to what a reader needs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An error or a warning of rustc's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnostic {
    /// `error`, `warning`, `note` or `help`.
    pub level: String,
    /// `E0382`, or a lint's name.
    pub code: Option<String>,
    pub message: String,
    /// As rustc prints it in a terminal.
    pub rendered: String,
    /// Places in the program's text.
    pub spans: Vec<Span>,
    /// Changes that rustc is sure of.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Whether it keeps the program from compiling. An internal error of the
    /// compiler has the level `error: internal compiler error`.
    pub fn is_error(&self) -> bool {
        self.level.starts_with("error")
    }
}

/// A change of the program's text that rustc suggests and calls machine
/// applicable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fix {
    /// What rustc says about it, such as "consider making this binding
    /// mutable".
    pub message: String,
    /// The parts that are replaced. They don't overlap.
    pub replacements: Vec<Replacement>,
}

/// A part of the program's text, and the text that takes its place. Lines and
/// columns count as in [`Span`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Replacement {
    pub line_start: usize,
    pub column_start: usize,
    pub line_end: usize,
    pub column_end: usize,
    pub text: String,
}

/// A part of the program's text. Lines and columns count from 1, and the last
/// column is the one after the part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Span {
    pub line_start: usize,
    pub column_start: usize,
    pub line_end: usize,
    pub column_end: usize,
    pub label: Option<String>,
    /// The place itself, not one that explains it.
    pub primary: bool,
}

/// The part of rustc's JSON that we read.
#[derive(Deserialize)]
struct JsonMessage {
    message: String,
    code: Option<JsonCode>,
    level: String,
    spans: Vec<JsonSpan>,
    /// Notes and suggestions.
    #[serde(default)]
    children: Vec<JsonMessage>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct JsonCode {
    code: String,
}

#[derive(Deserialize)]
struct JsonSpan {
    file_name: String,
    line_start: usize,
    column_start: usize,
    line_end: usize,
    column_end: usize,
    is_primary: bool,
    label: Option<String>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<Applicability>,
    /// Where the macro was used that contains this place.
    expansion: Option<Box<Expansion>>,
}

/// How sure rustc is of a suggestion.
#[derive(Deserialize, PartialEq, Eq)]
enum Applicability {
    MachineApplicable,
    #[serde(other)]
    Uncertain,
}

#[derive(Deserialize)]
struct Expansion {
    span: JsonSpan,
}

/// One line of rustc's standard error.
#[derive(Debug)]
pub enum Message {
    Diagnostic(Diagnostic),
    /// Counts the diagnostics before it, or points to more explanations.
    Summary,
    /// Not JSON: rustc itself or the linker has failed.
    PlainText,
}

/// Parses a line. `source_file` is the program's own; spans in other files are
/// left out.
pub fn parse_line(line: &str, source_file: &str) -> Message {
    let Ok(message) = serde_json::from_str::<JsonMessage>(line) else {
        return Message::PlainText;
    };
    if is_summary(&message) {
        return Message::Summary;
    }
    Message::Diagnostic(Diagnostic {
        code: message.code.map(|code| code.code),
        fixes: message
            .children
            .into_iter()
            .filter_map(|child| fix_in_file(child, source_file))
            .collect(),
        spans: message
            .spans
            .into_iter()
            .filter_map(|span| span_in_file(span, source_file))
            .collect(),
        rendered: message.rendered.unwrap_or_default(),
        message: message.message,
        level: message.level,
    })
}

fn is_summary(message: &JsonMessage) -> bool {
    let text = &message.message;
    message.level == "failure-note"
        || message.spans.is_empty()
            && (text.starts_with("aborting due to ")
                || text.ends_with(" emitted"))
}

/// Returns the suggestion of a note if rustc is sure of all of its parts, and
/// all are in the program's own file.
fn fix_in_file(child: JsonMessage, source_file: &str) -> Option<Fix> {
    let replacements = child
        .spans
        .into_iter()
        .map(|span| replacement_in_file(span, source_file))
        .collect::<Option<Vec<Replacement>>>()?;
    if replacements.is_empty() || any_overlap(&replacements) {
        return None;
    }
    Some(Fix {
        message: child.message,
        replacements,
    })
}

fn replacement_in_file(
    span: JsonSpan,
    source_file: &str,
) -> Option<Replacement> {
    let is_sure =
        span.suggestion_applicability == Some(Applicability::MachineApplicable);
    if !is_sure || span.file_name != source_file || span.expansion.is_some() {
        return None;
    }
    Some(Replacement {
        line_start: span.line_start,
        column_start: span.column_start,
        line_end: span.line_end,
        column_end: span.column_end,
        text: span.suggested_replacement?,
    })
}

/// Whether two parts overlap, as alternatives do.
fn any_overlap(replacements: &[Replacement]) -> bool {
    let mut ranges: Vec<_> = replacements
        .iter()
        .map(|part| {
            let start = (part.line_start, part.column_start);
            (start, (part.line_end, part.column_end))
        })
        .collect();
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| {
        let [(start, end), (next_start, _)] = pair else {
            return false;
        };
        next_start < end || next_start == start
    })
}

/// The span itself, or where the program uses the macro that contains it.
fn span_in_file(json: JsonSpan, source_file: &str) -> Option<Span> {
    let mut span = json;
    while span.file_name != source_file {
        let outer = span.expansion?.span;
        span = JsonSpan {
            is_primary: span.is_primary,
            label: span.label,
            ..outer
        };
    }
    Some(Span {
        line_start: span.line_start,
        column_start: span.column_start,
        line_end: span.line_end,
        column_end: span.column_end,
        label: span.label,
        primary: span.is_primary,
    })
}

#[cfg(test)]
mod tests;
