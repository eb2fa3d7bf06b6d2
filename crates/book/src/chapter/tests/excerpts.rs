//! Excerpts of listings.

use super::expand_markdown;

#[test]
fn an_excerpt_is_plain_code_with_a_link_to_its_card() {
    let text = "{{#excerpt two_waits anchor=new}}\n\n{{#listing two_waits}}";
    let page = expand_markdown(text).unwrap();
    let (excerpt, _) = page.split_once("</figure>").unwrap();
    for part in [
        "<figure class=\"excerpt\" data-listing=\"two_waits\">",
        "```rust,ignore,excerpt\nwait();\n```\n",
        "<a href=\"#listing-two_waits\">two_waits</a>, line 3</figcaption>",
    ] {
        assert!(excerpt.contains(part), "{part}\n--- in\n{page}");
    }
    let alone = expand_markdown("{{#excerpt two_waits anchor=new}}").unwrap();
    assert!(alone.contains("listing <code>two_waits</code>"), "{alone}");
}

#[test]
fn an_excerpt_of_a_missing_listing_or_anchor_is_an_error() {
    let faults = expand_markdown(
        "{{#excerpt two_waits}}\n{{#excerpt two_waits anchor=now}}\n\
         {{#excerpt two_wait anchor=new}}",
    )
    .unwrap_err();
    for expected in [
        "`src/ch01.md:1`: `{{#excerpt}}` does not say which part to show\n  \
         help: write `{{#excerpt two_waits anchor=ANCHOR}}`",
        "`src/ch01.md:2`: there is no anchor `now` in listing `two_waits`\n  \
         help: choose one of `new`",
        "`src/ch01.md:3`: there is no listing `two_wait`",
    ] {
        assert!(faults.contains(expected), "{expected}\n--- in\n{faults}");
    }
}
