//! The list of a chapter's sections, and optional pages.

use super::*;

fn create_section(title: &str, path: &str, text: &str) -> Section {
    Section {
        title: title.to_owned(),
        path: path.into(),
        markdown: text.to_owned(),
    }
}

#[test]
fn the_sections_are_listed_with_minutes_and_marks() {
    let root = tempfile::tempdir().unwrap();
    let prose = "word ".repeat(590);
    let sections = [
        create_section(
            "Waits add up",
            "waits.md",
            &format!("# Waits\n{prose}"),
        ),
        create_section(
            "Deeper",
            "deeper.md",
            "# Deeper\n\n<!-- optional -->\n",
        ),
        create_section(
            "Exercises",
            "exercises.md",
            "{{#exercise a}}\n{{#exercise b}}",
        ),
    ];
    let source = PageSource {
        sections: &sections,
        ..page_source("{{#sections}}")
    };
    let list = expand_directives(
        &write_catalogue(root.path()),
        &ApiDocs::default(),
        source,
    )
    .unwrap();
    for part in [
        "1. [Waits add up](waits.md) <span class=\"section-minutes\">\
         3\u{a0}min</span>\n",
        "1\u{a0}min</span> <span class=\"section-optional\">optional</span>",
        "2\u{a0}exercises</span>",
        "About 3\u{a0}minutes of reading, and 1\u{a0}more for the optional",
    ] {
        assert!(list.contains(part), "{part}\n--- in\n{list}");
    }
}

#[test]
fn a_page_without_sections_cannot_list_them() {
    let fault = expand_markdown("{{#sections}}").unwrap_err();
    let expected = "`src/ch01.md:1`: the SUMMARY nests no page below this one";
    assert!(fault.starts_with(expected), "{fault}");
}

#[test]
fn an_optional_page_says_that_it_can_be_skipped() {
    let page =
        expand_markdown("# Deeper\n\n<!-- optional -->\n\nText").unwrap();
    let note = "<p class=\"optional-note\">You can skip this page on a first \
                reading.</p>";
    assert_eq!(page, format!("# Deeper\n\n{note}\n\nText\n"));
    let fault =
        expand_markdown("# Deeper\n\nText\n<!-- optional -->").unwrap_err();
    let expected = "`src/ch01.md:4`: `<!-- optional -->` isn't below the \
                    page's title";
    assert!(fault.starts_with(expected), "{fault}");
}
