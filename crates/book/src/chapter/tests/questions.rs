//! Questions in cards.

use super::expand_markdown;

#[test]
fn a_question_stands_in_the_card_between_the_code_and_what_it_prints() {
    let page =
        expand_markdown("{{#predict two_waits}}\n\n{{#listing two_waits}}")
            .unwrap();
    let (before, form) = page.split_once("<form class=\"predict\"").unwrap();
    let (form, after) = form.split_once("</form>").unwrap();
    assert!(before.contains("```rust"), "{page}");
    assert!(after.contains("What it prints"), "{page}");
    // An empty line would make Markdown of the rest.
    assert!(!form.contains("\n\n"), "{page}");
    assert!(
        form.contains("How much is <code>kb</code>?</legend>"),
        "{page}"
    );
    assert!(form.contains("data-right=\"1.4\""), "{page}");
    assert!(
        form.contains("data-near=\"2\">Not 2\u{a0}KB.</li>"),
        "{page}"
    );
    assert!(form.contains("<p><code>1.4 KB</code></p>"), "{page}");
}

#[test]
fn a_question_without_a_card_after_it_is_an_error() {
    let faults =
        expand_markdown("{{#listing two_waits}}\n{{#predict two_waits}}")
            .unwrap_err();
    let expected = "`src/ch01.md:2`: `{{#predict two_waits}}` stands before \
                    no card of `two_waits`\n  \
                    help: put it before `{{#listing two_waits}}`";
    assert!(faults.contains(expected), "{faults}");
    let faults = expand_markdown("{{#predict moved}}").unwrap_err();
    let expected = "`listings/ch01-waiting/broken/moved.predict.toml`: cannot \
                    be read";
    assert!(faults.contains(expected), "{faults}");
}
