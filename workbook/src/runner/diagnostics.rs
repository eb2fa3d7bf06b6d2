//! rustc's JSON, trimmed to what a reader needs.

use super::event::{Diagnostic, Span};
use serde::Deserialize;

/// The part of rustc's message that we read.
#[derive(Deserialize)]
struct Message {
    message: String,
    code: Option<Code>,
    level: String,
    spans: Vec<Place>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Place {
    file_name: String,
    line_start: usize,
    column_start: usize,
    line_end: usize,
    column_end: usize,
    is_primary: bool,
    label: Option<String>,
    /// Where the macro was used that this place lies in.
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Place,
}

/// What a line of rustc's standard error is.
#[derive(Debug)]
pub enum Line {
    Diagnostic(Diagnostic),
    /// It counts what came before, or points to more words.
    Summary,
    /// No message at all: rustc itself or the linker has come to grief.
    Words,
}

/// `file` is the program's own: places elsewhere are left out.
pub fn read(line: &str, file: &str) -> Line {
    let Ok(message) = serde_json::from_str::<Message>(line) else {
        return Line::Words;
    };
    if is_summary(&message) {
        return Line::Summary;
    }
    Line::Diagnostic(Diagnostic {
        code: message.code.map(|code| code.code),
        spans: message
            .spans
            .into_iter()
            .filter_map(|place| span(place, file))
            .collect(),
        rendered: message.rendered.unwrap_or_default(),
        message: message.message,
        level: message.level,
    })
}

fn is_summary(message: &Message) -> bool {
    let text = &message.message;
    message.level == "failure-note"
        || message.spans.is_empty()
            && (text.starts_with("aborting due to ")
                || text.ends_with(" emitted"))
}

/// The place itself, or where the macro is used that it lies in.
fn span(place: Place, file: &str) -> Option<Span> {
    let mut own = place;
    while own.file_name != file {
        let outer = own.expansion?.span;
        own = Place {
            is_primary: own.is_primary,
            label: own.label,
            ..outer
        };
    }
    Some(Span {
        line_start: own.line_start,
        column_start: own.column_start,
        line_end: own.line_end,
        column_end: own.column_end,
        label: own.label,
        primary: own.is_primary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVED: &str = r#"{"$message_type":"diagnostic","message":
        "use of moved value","code":{"code":"E0382","explanation":"long"},
        "level":"error","spans":[{"file_name":"/std/macros.rs",
        "byte_start":0,"byte_end":0,"line_start":900,"line_end":900,
        "column_start":1,"column_end":9,"is_primary":true,"label":"here",
        "expansion":{"span":{"file_name":"a.rs","line_start":4,"line_end":4,
        "column_start":5,"column_end":17,"is_primary":false,"label":null,
        "expansion":null},"macro_decl_name":"println!"}},
        {"file_name":"/std/other.rs","line_start":1,"line_end":1,
        "column_start":1,"column_end":2,"is_primary":false,"label":null,
        "expansion":null}],"children":[],"rendered":"error: ..."}"#;

    #[test]
    fn a_place_in_a_macro_is_where_the_program_uses_it() {
        let Line::Diagnostic(diagnostic) = read(MOVED, "a.rs") else {
            panic!("it is a diagnostic");
        };
        assert_eq!(diagnostic.code.as_deref(), Some("E0382"));
        let [span] = &diagnostic.spans[..] else {
            panic!("{:?}", diagnostic.spans);
        };
        assert_eq!((span.line_start, span.column_end), (4, 17));
        assert_eq!(span.label.as_deref(), Some("here"));
        assert!(span.primary);
    }

    #[test]
    fn counts_and_other_words_are_no_diagnostics() {
        let count = r#"{"message":"1 warning emitted","code":null,
            "level":"warning","spans":[],"children":[],"rendered":"w"}"#;
        assert!(matches!(read(count, "a.rs"), Line::Summary));
        assert!(matches!(read("thread 'rustc' has", "a.rs"), Line::Words));
    }
}
