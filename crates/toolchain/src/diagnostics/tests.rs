use super::*;

const MOVED_VALUE_MESSAGE: &str = r#"{"$message_type":"diagnostic","message":
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
    let Message::Diagnostic(diagnostic) =
        parse_line(MOVED_VALUE_MESSAGE, "a.rs")
    else {
        panic!("not a diagnostic");
    };
    assert_eq!(diagnostic.code.as_deref(), Some("E0382"));
    let [span] = &diagnostic.spans[..] else {
        panic!("{:?}", diagnostic.spans);
    };
    assert_eq!((span.line_start, span.column_end), (4, 17));
    assert_eq!(span.label.as_deref(), Some("here"));
    assert!(span.primary);
}

/// What rustc reports for `v += 1` after `let v = 5`, shortened.
fn suggestion_json(applicability: &str, source_file: &str) -> String {
    let span = format!(
        r#""line_start":3,"column_start":9,"line_end":3,"column_end":9,
            "is_primary":true,"label":null,"expansion":null,
            "file_name":"{source_file}""#
    );
    format!(
        r#"{{"message":"cannot assign twice","code":null,"level":"error",
            "rendered":"","spans":[],"children":[
            {{"message":"a note","code":null,"level":"note","spans":[],
            "children":[],"rendered":null}},
            {{"message":"make it mutable","code":null,"level":"help",
            "spans":[{{{span},"suggested_replacement":"mut ",
            "suggestion_applicability":"{applicability}"}}],
            "children":[],"rendered":null}}]}}"#
    )
}

fn fixes_of(line: &str) -> Vec<Fix> {
    match parse_line(line, "a.rs") {
        Message::Diagnostic(diagnostic) => diagnostic.fixes,
        message => panic!("{message:?}"),
    }
}

#[test]
fn a_suggestion_is_a_fix_if_rustc_is_sure_of_it() {
    let fixes = fixes_of(&suggestion_json("MachineApplicable", "a.rs"));
    let [fix] = &fixes[..] else {
        panic!("{fixes:?}");
    };
    assert_eq!(fix.message, "make it mutable");
    let [part] = &fix.replacements[..] else {
        panic!("{fix:?}");
    };
    assert_eq!((part.line_start, part.column_start), (3, 9));
    assert_eq!(part.text, "mut ");
    assert_eq!(fixes_of(&suggestion_json("MaybeIncorrect", "a.rs")), []);
    assert_eq!(fixes_of(&suggestion_json("MachineApplicable", "b.rs")), []);
}

#[test]
fn alternatives_for_one_place_are_no_fix() {
    let part = |columns: std::ops::Range<usize>| Replacement {
        line_start: 1,
        column_start: columns.start,
        line_end: 1,
        column_end: columns.end,
        text: String::new(),
    };
    assert!(any_overlap(&[part(4..4), part(4..4)]));
    assert!(any_overlap(&[part(5..9), part(1..6)]));
    assert!(!any_overlap(&[part(5..9), part(1..5), part(9..9)]));
}

#[test]
fn summaries_and_plain_text_are_no_diagnostics() {
    let count = r#"{"message":"1 warning emitted","code":null,
            "level":"warning","spans":[],"children":[],"rendered":"w"}"#;
    assert!(matches!(parse_line(count, "a.rs"), Message::Summary));
    assert!(matches!(
        parse_line("thread 'rustc' has", "a.rs"),
        Message::PlainText
    ));
}
