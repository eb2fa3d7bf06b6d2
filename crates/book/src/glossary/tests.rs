use super::*;

const GLOSSARY_MARKDOWN: &str = "# Glossary\n\n## Blocking pool\n\nA.\n\n\
        ## Channel\n\n## Little's law\n\n## Pool\n\n## Send\n\n## Watch channel\n\n\
        ## Waker\n";

fn link(pages: &[(&str, &str)]) -> Vec<String> {
    let glossary = Glossary::parse(GLOSSARY_MARKDOWN);
    let pages: Vec<GlossaryPage<'_>> = pages
        .iter()
        .map(|(path, text)| GlossaryPage {
            path: Path::new(path),
            text,
        })
        .collect();
    let linked = glossary.link_pages(pages.iter().copied());
    let text = |page: &GlossaryPage<'_>| {
        let new = linked.get(page.path).cloned();
        new.unwrap_or_else(|| page.text.to_owned())
    };
    pages.iter().map(text).collect()
}

fn link_text(text: &str) -> String {
    link(&[("ch01/a.md", text)]).remove(0)
}

#[test]
fn a_term_is_linked_where_its_chapter_first_mentions_it() {
    let texts = link(&[
        ("introduction.md", "A waker.\n"),
        ("ch01/index.md", "Two Wakers, one waker.\n"),
        ("ch01/b.md", "A waker, and Little's law.\n"),
        ("ch02/index.md", "| a waker |\n|---|\n"),
    ]);
    assert_eq!(
        texts,
        [
            "A [waker](glossary.md#waker).\n",
            "Two [Wakers](../glossary.md#waker), one waker.\n",
            "A waker, and [Little's law](../glossary.md#littles-law).\n",
            "| a [waker](../glossary.md#waker) |\n|---|\n",
        ]
    );
}

#[test]
fn a_page_that_explains_a_term_links_it_only_there() {
    let text = "A waker. This is a [**waker**](../glossary.md#waker).\n";
    assert_eq!(link_text(text), text);
}

#[test]
fn the_longest_matching_term_is_linked() {
    assert_eq!(
        link_text("A watch channel.\nA channel.\n"),
        "A [watch channel](../glossary.md#watch-channel).\n\
             A [channel](../glossary.md#channel).\n"
    );
}

#[test]
fn everyday_words_and_parts_of_words_stay_as_they_are() {
    let text = "I send a pool to per-channel wakering `waker`_waker.\n";
    assert_eq!(link_text(text), text);
}

#[test]
fn only_running_text_gets_links() {
    for text in [
        "# The waker\n",
        "**The waker**\n",
        "[the waker](waker.md)\n",
        "`waker`\n",
        "```text\nwaker\n```\n",
        "{{#figure f caption=\"a waker\"}}\n",
        "It took {{#value waker.time}} s.\n",
        "<aside class=\"asyncio\">\n\nA waker.\n\n</aside>\n",
    ] {
        assert_eq!(link_text(text), text);
    }
}

#[test]
fn the_glossary_itself_stays_as_it_is() {
    let pages = [(GLOSSARY_FILE, "## Waker\n\nA waker.\n")];
    assert_eq!(link(&pages), [pages[0].1]);
}
