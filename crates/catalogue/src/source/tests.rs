use super::*;

const PROGRAM_SOURCE: &str = "//! Two waits.\n\nfn main() {\n    // ANCHOR: new\n    wait();\n    // ANCHOR_END: new\n}\n";

#[test]
fn an_anchor_shows_its_lines_and_folds_the_rest() {
    let source = Source::parse(PROGRAM_SOURCE).unwrap();
    assert_eq!(source.title, "Two waits");
    let shown: Vec<_> = source
        .visible_lines(Some("new"))
        .unwrap()
        .into_iter()
        .filter(|line| line.is_shown)
        .map(|line| line.text)
        .collect();
    assert_eq!(shown, ["    wait();"]);
}

#[test]
fn without_an_anchor_only_the_title_is_folded() {
    let source = Source::parse(PROGRAM_SOURCE).unwrap();
    let folded: Vec<_> = source
        .visible_lines(None)
        .unwrap()
        .into_iter()
        .filter(|line| !line.is_shown)
        .map(|line| line.text)
        .collect();
    assert_eq!(folded, ["//! Two waits.", ""]);
    assert!(!source.text().contains("ANCHOR"));
}

#[test]
fn of_two_blank_lines_around_an_anchor_marker_one_is_left() {
    let text = "//! T.\n\n// ANCHOR: new\n\na();\n\n// ANCHOR_END: new\n\
                    // ANCHOR: new\n\nb();\n// ANCHOR_END: new\n\n\nc();\n";
    let source = Source::parse(text).unwrap();
    let shown = |line: Line<'_>| line.is_shown.then_some(line.text.to_owned());
    let view = source.visible_lines(Some("new")).unwrap();
    let shown: Vec<_> = view.into_iter().filter_map(shown).collect();
    assert_eq!(shown, ["", "a();", "", "b();"]);
    // What the author wrote without an anchor between stays.
    assert_eq!(source.text(), "//! T.\n\na();\n\nb();\n\n\nc();\n");
}

#[test]
fn an_excerpt_stands_at_the_margin_and_marks_its_gaps() {
    let text = "//! T.\n\nfn a() {\n    // ANCHOR: wake\n    one();\n\n\
                    \x20       two();\n    // ANCHOR_END: wake\n    three();\n\
                    }\n// ANCHOR: wake\nfour();\n// ANCHOR_END: wake\n";
    let source = Source::parse(text).unwrap();
    let excerpt = source.excerpt("wake").unwrap();
    let expected = "one();\n\n    two();\n// ...\nfour();\n";
    assert_eq!(excerpt.text, expected);
    assert_eq!((excerpt.first_line, excerpt.last_line), (4, 9));
    let error = source.excerpt("wakes").unwrap_err();
    assert_eq!(error.message, "there is no anchor `wakes`");
    assert_eq!(error.help, "did you mean `wake`?");
}

#[test]
fn anchors_may_overlap_and_lie_within_each_other() {
    let text = "//! T.\n// ANCHOR: all\n// ANCHOR: one\na();\n\
                    // ANCHOR: two\nb();\n// ANCHOR_END: one\nc();\n\
                    // ANCHOR_END: two\n// ANCHOR_END: all\n";
    let source = Source::parse(text).unwrap();
    let excerpt = |name| source.excerpt(name).unwrap().text;
    assert_eq!(excerpt("all"), "a();\nb();\nc();\n");
    assert_eq!(excerpt("one"), "a();\nb();\n");
    assert_eq!(excerpt("two"), "b();\nc();\n");
}

#[test]
fn a_missing_anchor_gets_a_suggestion() {
    let source = Source::parse(PROGRAM_SOURCE).unwrap();
    let error = source.visible_lines(Some("mew")).unwrap_err();
    assert_eq!(error.message, "there is no anchor `mew`");
    assert_eq!(error.help, "choose one of `new`");
}

#[test]
fn an_open_anchor_and_a_missing_title_are_errors() {
    let open = "//! T.\n// ANCHOR: new\nfn main() {}\n";
    assert_eq!(
        Source::parse(open).unwrap_err().message,
        "anchor `new` never ends"
    );
    let untitled = Source::parse("fn main() {}\n").unwrap_err();
    assert_eq!(untitled.message, "the listing has no title");
}
