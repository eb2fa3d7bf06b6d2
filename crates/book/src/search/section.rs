//! The sections of a page, read from its HTML: what a reader sees, what is
//! folded, and which terms the page introduces.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use std::cell::RefCell;

/// A heading with an id, and the text below it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Section {
    pub id: String,
    pub heading: String,
    pub text: String,
    pub folded_text: String,
}

/// What a page contains.
#[derive(Debug, Default)]
pub struct PageText {
    pub sections: Vec<Section>,
    /// The bold links to the glossary, such as `Event loop`.
    pub terms: Vec<String>,
}

const HEADING_TAGS: [&str; 3] = ["h1", "h2", "h3"];
const SKIPPED_ELEMENTS: [&str; 2] = ["script", "style"];

/// Lines that a listing folds, its command, and questions with their answers.
const FOLDED_CLASSES: [&str; 3] = ["boring", "listing-command", "predict"];

/// Elements that have no end.
const VOID_ELEMENTS: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
    "source", "track", "wbr",
];

const GLOSSARY_LINK: &str = "glossary.html#";

/// Reads the text within the page's `<main>`.
pub fn read_page(html: &str) -> PageText {
    let tokenizer = Tokenizer::new(TokenReader::default(), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // The tokenizer stops at each script, for a caller that would run it.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().page_so_far
}

#[derive(Default)]
struct TokenReader(RefCell<PageReader>);

impl TokenSink for TokenReader {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                reader.open_element(&tag);
                return match raw_kind(&tag.name) {
                    Some(kind) => TokenSinkResult::RawData(kind),
                    None => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => reader.close_element(&tag.name),
            Token::CharacterTokens(text) => reader.append(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What stands in scripts and styles is no HTML.
fn raw_kind(element_name: &str) -> Option<RawKind> {
    match element_name {
        "script" => Some(ScriptData),
        "style" => Some(Rawtext),
        _ => None,
    }
}

/// Where the text of an element belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextPlace {
    Heading,
    Text,
    Folded,
    Skipped,
}

/// An element that is still open.
struct Element {
    name: String,
    place: TextPlace,
    /// Whether it's a link to the glossary, or the bold text in one.
    is_term: bool,
}

/// What was read of the page, and the elements of `<main>` that are still open.
#[derive(Default)]
struct PageReader {
    page_so_far: PageText,
    elements: Vec<Element>,
}

impl PageReader {
    fn open_element(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        let Some(outer) = self.elements.last() else {
            if name == "main" {
                self.elements.push(Element {
                    name: name.to_owned(),
                    place: TextPlace::Text,
                    is_term: false,
                });
            }
            return;
        };
        let (outer_place, is_in_term) = (outer.place, outer.is_term);
        let place = place_of(tag, outer_place);
        self.append(" ");
        if place == TextPlace::Heading
            && outer_place != TextPlace::Heading
            && let Some(id) = attribute(tag, "id")
        {
            self.page_so_far.sections.push(Section {
                id,
                ..Section::default()
            });
        }
        if is_in_term && name == "strong" {
            self.page_so_far.terms.push(String::new());
        }
        if !VOID_ELEMENTS.contains(&name) && !tag.self_closing {
            self.elements.push(Element {
                name: name.to_owned(),
                place,
                is_term: is_in_term || is_glossary_link(tag),
            });
        }
    }

    fn close_element(&mut self, element_name: &str) {
        let opened =
            self.elements.iter().rposition(|it| it.name == element_name);
        if let Some(at) = opened {
            self.elements.truncate(at);
        }
        self.append(" ");
    }

    fn append(&mut self, text: &str) {
        let Some(element) = self.elements.last() else {
            return;
        };
        if self
            .elements
            .iter()
            .any(|it| it.is_term && it.name == "strong")
            && let Some(term) = self.page_so_far.terms.last_mut()
        {
            term.push_str(text);
        }
        // Text before the first heading belongs to no section.
        let Some(section) = self.page_so_far.sections.last_mut() else {
            return;
        };
        match element.place {
            TextPlace::Heading => section.heading.push_str(text),
            TextPlace::Text => section.text.push_str(text),
            TextPlace::Folded => section.folded_text.push_str(text),
            TextPlace::Skipped => {}
        }
    }
}

fn is_glossary_link(tag: &Tag) -> bool {
    &*tag.name == "a"
        && attribute(tag, "href").is_some_and(|it| it.contains(GLOSSARY_LINK))
}

fn place_of(tag: &Tag, outer: TextPlace) -> TextPlace {
    let name: &str = &tag.name;
    if SKIPPED_ELEMENTS.contains(&name) {
        TextPlace::Skipped
    } else if outer != TextPlace::Text {
        outer
    } else if HEADING_TAGS.contains(&name) && attribute(tag, "id").is_some() {
        TextPlace::Heading
    } else if is_folded(tag) {
        TextPlace::Folded
    } else {
        TextPlace::Text
    }
}

fn is_folded(tag: &Tag) -> bool {
    let is_closed = &*tag.name == "details" && attribute(tag, "open").is_none();
    let class = attribute(tag, "class").unwrap_or_default();
    let has_folded_class = class
        .split_whitespace()
        .any(|it| FOLDED_CLASSES.contains(&it));
    is_closed || has_folded_class
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let found = tag.attrs.iter().find(|it| &*it.name.local == name)?;
    Some(found.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_links_to_the_glossary_are_terms() {
        let page = "<main><h1 id=\"a\">A</h1><p>An <a href=\"../glossary.html\
                    #waker\"><strong>a <code>Waker</code></strong></a> and \
                    <a href=\"../glossary.html#pin\">pin</a>, \
                    <strong>bold</strong></p></main>";
        let terms = read_page(page).terms;
        assert_eq!(terms.len(), 1);
        assert_eq!(
            terms[0].split_whitespace().collect::<Vec<_>>().join(" "),
            "a Waker"
        );
    }

    #[test]
    fn folded_text_is_kept_apart() {
        let page = "<nav>no</nav><main><h1 id=\"a\"><a href=\"#a\">A b</a></h1>\
                    <p>Text<br>more</p><pre><span class=\"boring\">use x;\
                    </span>shown</pre><details><p>py</p></details>\
                    <details open><p>error</p></details>\
                    <script>{\"no\": 1}</script><h2 id=\"c\">C</h2>end</main>no";
        let words = |text: &str| -> Vec<String> {
            text.split_whitespace().map(str::to_owned).collect()
        };
        let sections = read_page(page).sections;
        assert_eq!(sections.len(), 2);
        assert_eq!(sections[0].id, "a");
        assert_eq!(words(&sections[0].heading), ["A", "b"]);
        assert_eq!(
            words(&sections[0].text),
            ["Text", "more", "shown", "error"]
        );
        assert_eq!(words(&sections[0].folded_text), ["use", "x;", "py"]);
        assert_eq!(words(&sections[1].heading), ["C"]);
        assert_eq!(words(&sections[1].text), ["end"]);
    }
}
