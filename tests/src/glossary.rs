//! The terms of `src/glossary.md`, and the links to them.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;

/// The terms in the order of the page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Glossary {
    terms: Vec<Term>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Term {
    name: String,
    definition: String,
}

impl Term {
    /// The id that mdBook gives to the term's heading.
    fn id(&self) -> String {
        book::glossary::heading_id(&self.name)
    }
}

impl Glossary {
    /// Reads the page: each `## Term` with the text up to the next heading.
    pub fn parse(markdown: &str) -> Result<Glossary, String> {
        let mut terms: Vec<Term> = Vec::new();
        let mut heading = None;
        for event in Parser::new(markdown) {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    heading = Some(level);
                    match level {
                        HeadingLevel::H1 => {}
                        HeadingLevel::H2 => terms.push(Term::default()),
                        _ => return Err("has a heading below a term".into()),
                    }
                }
                Event::End(TagEnd::Heading(_)) => heading = None,
                Event::Text(text) | Event::Code(text) => {
                    let Some(term) = terms.last_mut() else {
                        continue;
                    };
                    match heading {
                        Some(HeadingLevel::H2) => term.name.push_str(&text),
                        Some(_) => {}
                        None => term.definition.push_str(&text),
                    }
                }
                _ => {}
            }
        }
        Ok(Glossary { terms })
    }

    /// Terms that stand before one that comes earlier in the alphabet, or
    /// twice.
    pub fn find_misplaced_terms(&self) -> Vec<String> {
        let key = |term: &Term| term.name.to_lowercase();
        let pairs = self.terms.windows(2).filter_map(|pair| {
            let [first, second] = pair else { return None };
            (key(first) >= key(second))
                .then(|| format!("`{}` before `{}`", first.name, second.name))
        });
        pairs.collect()
    }

    /// All terms except the skipped ones, in lower case and with their ids, the
    /// longest first.
    pub fn linkable_terms(&self, skipped: &[&str]) -> Vec<(String, String)> {
        let terms = self.terms.iter();
        let mut terms: Vec<(String, String)> = terms
            .filter(|term| !skipped.contains(&term.name.as_str()))
            .map(|term| (term.name.to_lowercase(), term.id()))
            .collect();
        terms.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        terms
    }

    pub fn defines(&self, name: &str) -> bool {
        self.terms.iter().any(|term| term.name == name)
    }

    pub fn terms_without_definition(&self) -> Vec<String> {
        let undefined = self.terms.iter();
        let undefined =
            undefined.filter(|term| term.definition.trim().is_empty());
        undefined.map(|term| term.name.clone()).collect()
    }

    /// Terms that no page links to, and links to terms that are not defined.
    pub fn find_differences_to_links(
        &self,
        linked: &BTreeSet<String>,
    ) -> Vec<String> {
        let defined: BTreeSet<String> =
            self.terms.iter().map(Term::id).collect();
        let unlinked = defined
            .difference(linked)
            .map(|id| format!("no page links to `glossary.md#{id}`"));
        let missing = linked
            .difference(&defined)
            .map(|id| format!("the glossary defines no `{id}`"));
        unlinked.chain(missing).collect()
    }
}

/// The ids of the terms that a page links to.
pub fn find_linked_term_ids(markdown: &str) -> BTreeSet<String> {
    let link = |event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => {
            let (page, id) = dest_url.split_once('#')?;
            page.ends_with("glossary.md").then(|| id.to_owned())
        }
        _ => None,
    };
    Parser::new(markdown).filter_map(link).collect()
}

/// The running text of an expanded page outside of links, in lower case. Text
/// in cards, questions and boxes isn't part of it.
pub fn running_text_without_links(markdown: &str) -> String {
    const BOXES: [&str; 7] = [
        "aside", "details", "div", "figure", "form", "nav", "section",
    ];
    let mut text = String::new();
    let (mut fixed, mut boxes) = (0usize, 0usize);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(
                Tag::Link { .. }
                | Tag::Heading { .. }
                | Tag::Strong
                | Tag::CodeBlock(_),
            ) => fixed += 1,
            Event::End(
                TagEnd::Link
                | TagEnd::Heading(_)
                | TagEnd::Strong
                | TagEnd::CodeBlock,
            ) => fixed -= 1,
            Event::Html(html) => {
                for name in BOXES {
                    boxes += html.matches(&format!("<{name}")).count();
                    let ended = html.matches(&format!("</{name}>")).count();
                    boxes = boxes.saturating_sub(ended);
                }
            }
            Event::Text(part) if fixed == 0 && boxes == 0 => {
                text.push_str(&part.to_lowercase());
            }
            // What follows a word in code or in a link isn't part of it.
            Event::Code(_) => text.push('_'),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Emphasis) => {}
            Event::End(_) => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// Removes all mentions of a term, also in the plural. Returns whether there
/// was one.
pub fn remove_mentions(text: &mut String, term: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut found = Vec::new();
    for (at, _) in text.match_indices(term) {
        let after = &text[at + term.len()..];
        let rest = after.strip_prefix('s').unwrap_or(after);
        let ends = [after, rest].iter().any(|t| !t.starts_with(is_word));
        if ends && !text[..at].ends_with(is_word) {
            found.push(at);
        }
    }
    for at in &found {
        text.replace_range(*at..at + term.len(), &"_".repeat(term.len()));
    }
    !found.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY_MARKDOWN: &str = "# Glossary\n\nAll terms.\n\n## `Send` \
        bound\n\nA.\n\n\
                        ## Blocking call\n\n## waker\n\nWakes.\n\n## Waker\n";

    #[test]
    fn terms_out_of_order_twice_or_undefined_are_found() {
        let glossary = Glossary::parse(GLOSSARY_MARKDOWN).unwrap();
        assert_eq!(
            glossary.find_misplaced_terms(),
            [
                "`Send bound` before `Blocking call`",
                "`waker` before `Waker`"
            ]
        );
        assert_eq!(
            glossary.terms_without_definition(),
            ["Blocking call", "Waker"]
        );
        assert!(Glossary::parse("## A\n### B\n").is_err());
    }

    #[test]
    fn links_and_terms_are_compared_by_their_ids() {
        let glossary = Glossary::parse(GLOSSARY_MARKDOWN).unwrap();
        let linked = find_linked_term_ids(
            "[**bound**](../glossary.md#send-bound), [a](glossary.md#task), \
             [b](other.md#waker), [c](glossary.md#waker)",
        );
        assert_eq!(
            glossary.find_differences_to_links(&linked),
            [
                "no page links to `glossary.md#blocking-call`",
                "the glossary defines no `task`"
            ]
        );
    }

    #[test]
    fn only_running_text_mentions_terms() {
        let mut text = running_text_without_links(
            "# A waker\n\n<aside>\n\nA waker.\n\n</aside>\n\nTwo Wakers, a \
             [waker](a.md), a **waker**, `waker`, a watch\nchannel.\n",
        );
        assert!(remove_mentions(&mut text, "waker"));
        assert!(!text.contains("waker"), "{text}");
        assert!(remove_mentions(&mut text, "watch channel"));
        assert!(!remove_mentions(&mut text, "channel"));
        let mut text = "per-channel channelling".to_owned();
        assert!(!remove_mentions(&mut text, "channel"));
    }
}
