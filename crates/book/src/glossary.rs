//! Links a chapter's text to the glossary: each term where the chapter first
//! mentions it, unless the page explains the term itself.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

/// The page, relative to the book's source.
pub const GLOSSARY_FILE: &str = "glossary.md";

/// Terms that are everyday words too. Only an author knows what such a word
/// means in a sentence, so it's linked by hand.
pub const TERMS_LINKED_BY_HAND: [&str; 21] = [
    "Batch", "Branch", "Capacity", "Context", "Drift", "Drop", "Fair", "Guard",
    "Handler", "Interval", "Lazy", "Notify", "Permit", "Pin", "Pool",
    "Process", "Send", "Signal", "Span", "Static", "Yield",
];

const TERM_HEADING: &str = "## ";
const ASIDE_START: &str = "<aside";
const ASIDE_END: &str = "</aside>";

/// The terms that are linked.
#[derive(Debug, Default)]
pub struct Glossary {
    /// By their first letters, the longest first, because a longer term may
    /// contain a shorter one.
    terms: HashMap<char, Vec<Term>>,
}

#[derive(Debug)]
struct Term {
    /// In lower case.
    lowercase_name: String,
    /// The heading's id.
    id: String,
}

/// A page of the book, relative to the book's source.
#[derive(Debug, Clone, Copy)]
pub struct GlossaryPage<'a> {
    pub path: &'a Path,
    pub text: &'a str,
}

/// A term in a page's text.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention {
    pub id: String,
    pub range: Range<usize>,
    pub is_linked: bool,
}

impl Glossary {
    /// Reads the terms of the glossary's page.
    pub fn parse(markdown: &str) -> Glossary {
        let headings = markdown
            .lines()
            .filter_map(|line| line.strip_prefix(TERM_HEADING));
        let term = |heading: &str| Term {
            lowercase_name: heading.trim().to_lowercase(),
            id: heading_id(heading.trim()),
        };
        let is_everyday =
            |heading: &&str| TERMS_LINKED_BY_HAND.contains(&heading.trim());
        let mut terms: HashMap<char, Vec<Term>> = HashMap::new();
        for term in headings.filter(|h| !is_everyday(h)).map(term) {
            let first = term.lowercase_name.chars().next().unwrap_or_default();
            terms.entry(first).or_default().push(term);
        }
        for terms in terms.values_mut() {
            terms.sort_by_key(|term| {
                std::cmp::Reverse(term.lowercase_name.len())
            });
        }
        Glossary { terms }
    }

    /// Adds links to all pages, which must be in the order of the book.
    /// Returns the new texts of those that have changed.
    pub fn link_pages<'a>(
        &self,
        pages: impl IntoIterator<Item = GlossaryPage<'a>>,
    ) -> HashMap<&'a Path, String> {
        let mut linked = HashMap::new();
        let mut known = HashSet::new();
        let mut chapter = None;
        for page in pages {
            if page.path == Path::new(GLOSSARY_FILE) {
                continue;
            }
            if chapter != Some(chapter_folder(page.path)) {
                chapter = Some(chapter_folder(page.path));
                known.clear();
            }
            if let Some(text) = self.link_page(page, &mut known) {
                linked.insert(page.path, text);
            }
        }
        linked
    }

    /// Links the terms that are not known yet, and adds them to the known.
    fn link_page(
        &self,
        page: GlossaryPage<'_>,
        known: &mut HashSet<String>,
    ) -> Option<String> {
        let mentions = self.mentions(page.text);
        // The page explains these where the author links them.
        let linked_by_hand =
            mentions.iter().filter(|mention| mention.is_linked);
        known.extend(linked_by_hand.map(|mention| mention.id.clone()));
        let depth = page.path.components().count().saturating_sub(1);
        let glossary = format!("{}{GLOSSARY_FILE}", "../".repeat(depth));
        let mut text = String::new();
        let mut end = 0;
        for Mention { id, range, .. } in mentions {
            if !known.insert(id.clone()) {
                continue;
            }
            text.push_str(&page.text[end..range.start]);
            let name = &page.text[range.clone()];
            text.push_str(&format!("[{name}]({glossary}#{id})"));
            end = range.end;
        }
        text.push_str(&page.text[end..]);
        (end > 0).then_some(text)
    }

    /// Finds the links to the glossary, and all other mentions of terms that
    /// could be links. Headings, bold words, code and directives can't, and
    /// neither can the boxes about asyncio, where a word may mean what it means
    /// in Python.
    pub fn mentions(&self, markdown: &str) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let (mut fixed, mut asides) = (0usize, 0usize);
        let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
        for (event, range) in parser.into_offset_iter() {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    fixed += 1;
                    if let Some(id) = linked_term_id(&dest_url) {
                        mentions.push(Mention {
                            id: id.to_owned(),
                            range,
                            is_linked: true,
                        });
                    }
                }
                Event::Start(
                    Tag::Heading { .. }
                    | Tag::Strong
                    | Tag::Image { .. }
                    | Tag::CodeBlock(_),
                ) => fixed += 1,
                Event::End(
                    TagEnd::Link
                    | TagEnd::Heading(_)
                    | TagEnd::Strong
                    | TagEnd::Image
                    | TagEnd::CodeBlock,
                ) => fixed = fixed.saturating_sub(1),
                Event::Html(html) => {
                    asides += html.matches(ASIDE_START).count();
                    asides -= asides.min(html.matches(ASIDE_END).count());
                }
                Event::Text(_) if fixed == 0 && asides == 0 => {
                    self.add_mentions(markdown, range, &mut mentions);
                }
                _ => {}
            }
        }
        mentions
    }

    fn add_mentions(
        &self,
        markdown: &str,
        range: Range<usize>,
        mentions: &mut Vec<Mention>,
    ) {
        let mut at = range.start;
        let mut before = markdown[..at].chars().next_back();
        while let Some(first) = markdown[at..range.end].chars().next() {
            let found = if is_word_boundary(before) {
                self.longest_term_at(&markdown[at..range.end], first)
            } else {
                None
            };
            let found = found.filter(|_| !is_in_directive(markdown, at));
            before = Some(first);
            if let Some((term, length)) = found {
                mentions.push(Mention {
                    id: term.id.clone(),
                    range: at..at + length,
                    is_linked: false,
                });
                at += length;
                before = markdown[..at].chars().next_back();
            } else {
                at += first.len_utf8();
            }
        }
    }

    fn longest_term_at(
        &self,
        text: &str,
        first: char,
    ) -> Option<(&Term, usize)> {
        let terms = self.terms.get(&first.to_ascii_lowercase())?;
        terms
            .iter()
            .find_map(|term| Some((term, term.matched_length(text)?)))
    }
}

impl Term {
    /// How long the term is at the start of the text, also in the plural.
    fn matched_length(&self, text: &str) -> Option<usize> {
        let length = self.lowercase_name.len();
        let start = text.get(..length)?;
        if !start.eq_ignore_ascii_case(&self.lowercase_name) {
            return None;
        }
        let after = &text[length..];
        let plural = after.strip_prefix('s');
        let ends = |text: &str| is_word_boundary(text.chars().next());
        if plural.is_some_and(ends) {
            return Some(length + 1);
        }
        ends(after).then_some(length)
    }
}

/// Whether a word can begin or end beside this character.
fn is_word_boundary(character: Option<char>) -> bool {
    !character.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// The chapter's folder; a page without one is alone.
fn chapter_folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => path,
    }
}

/// The id that mdBook gives to a heading.
pub fn heading_id(heading: &str) -> String {
    let is_kept = |c: &char| {
        c.is_alphanumeric() || c.is_whitespace() || "-_".contains(*c)
    };
    let kept: String = heading.chars().filter(is_kept).collect();
    kept.to_lowercase().replace(char::is_whitespace, "-")
}

fn linked_term_id(url: &str) -> Option<&str> {
    let (page, id) = url.split_once('#')?;
    page.ends_with(GLOSSARY_FILE).then_some(id)
}

/// Whether a place belongs to one of our directives.
fn is_in_directive(markdown: &str, at: usize) -> bool {
    let line_start = markdown[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = &markdown[line_start..at];
    let rest = &markdown[line_start..];
    rest.starts_with("{{#")
        || before
            .rfind("{{#")
            .is_some_and(|open| !before[open..].contains("}}"))
}

#[cfg(test)]
mod tests;
