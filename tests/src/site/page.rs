//! What the tests ask of one page, read from its HTML.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use std::cell::RefCell;

#[derive(Debug, Default)]
pub struct Page {
    pub ids: Vec<String>,
    /// The text of each heading of the first level.
    pub titles: Vec<String>,
    /// Where links lead.
    pub links: Vec<String>,
    /// Sources of scripts, styles, images and frames.
    pub resources: Vec<String>,
    /// Pictures without a text for readers who cannot see them.
    pub pictures_without_name: Vec<String>,
}

const INTERACTIVE_ELEMENTS: [&str; 4] = ["a", "button", "label", "summary"];

/// Of the stock page: the wheel that turns while one searches.
const MDBOOK_SPINNER_CLASS: &str = "spinner-wrapper";

/// Elements that have no end.
const VOID_ELEMENTS: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
    "source", "track", "wbr",
];

impl Page {
    pub fn read(html: &str) -> Self {
        let tokenizer = Tokenizer::new(Reader::default(), Default::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        // It stops at each script, for those who would run it.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        let mut open = tokenizer.sink.0.into_inner();
        open.close_from(0);
        open.page
    }
}

#[derive(Default)]
struct Reader(RefCell<PartialPage>);

/// A page as far as it is read, and the elements that are still open.
#[derive(Default)]
struct PartialPage {
    page: Page,
    elements: Vec<Element>,
}

struct Element {
    name: String,
    /// Pictures within need no name: they are hidden, or the mark of a
    /// control that has one.
    pictures_need_no_name: bool,
    /// A picture that has had no name up to here.
    unnamed_picture: Option<String>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut open = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                open.open_element(&tag);
                return match raw_kind(&tag.name) {
                    Some(kind) => TokenSinkResult::RawData(kind),
                    None => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => open.close_element(&tag.name),
            Token::CharacterTokens(text) => {
                open.add_to_heading(&text);
                open.mark_picture_as_named(&text);
            }
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

impl PartialPage {
    fn open_element(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        self.collect_ids_and_links(name, tag);
        if name == "h1" {
            self.page.titles.push(String::new());
        }
        let is_picture = name == "img" || name == "svg";
        let is_excused = self.elements.iter().any(|e| e.pictures_need_no_name)
            || is_hidden(tag)
            || has_accessible_name(tag)
            // An empty `alt` says that the picture is decoration.
            || attribute(tag, "alt").is_some();
        let unnamed_picture =
            (is_picture && !is_excused).then(|| opening_tag_text(name, tag));
        if VOID_ELEMENTS.contains(&name) || tag.self_closing {
            self.page.pictures_without_name.extend(unnamed_picture);
            return;
        }
        self.elements.push(Element {
            name: name.to_owned(),
            pictures_need_no_name: is_hidden(tag)
                || (INTERACTIVE_ELEMENTS.contains(&name)
                    && has_accessible_name(tag)),
            unnamed_picture,
        });
    }

    fn collect_ids_and_links(&mut self, element_name: &str, tag: &Tag) {
        self.page.ids.extend(attribute(tag, "id"));
        self.page.resources.extend(attribute(tag, "src"));
        let href = attribute(tag, "href");
        match element_name {
            "a" => self.page.links.extend(href),
            "link" | "image" | "use" => self.page.resources.extend(href),
            _ => {}
        }
    }

    fn add_to_heading(&mut self, text: &str) {
        let is_heading = self.elements.iter().any(|e| e.name == "h1");
        if is_heading && let Some(title) = self.page.titles.last_mut() {
            title.push_str(text);
        }
    }

    /// A picture's `<title>` is its name.
    fn mark_picture_as_named(&mut self, title_text: &str) {
        if let [.., picture, title] = &mut self.elements[..]
            && title.name == "title"
            && !title_text.trim().is_empty()
        {
            picture.unnamed_picture = None;
        }
    }

    fn close_element(&mut self, element_name: &str) {
        let start = self.elements.iter().rposition(|e| e.name == element_name);
        if let Some(start) = start {
            self.close_from(start);
        }
    }

    /// Ends the element at this depth, and those within that have no end
    /// tag of their own.
    fn close_from(&mut self, depth: usize) {
        let closed = self.elements.drain(depth..);
        self.page
            .pictures_without_name
            .extend(closed.filter_map(|e| e.unnamed_picture));
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let mut attributes = tag.attrs.iter();
    let found = attributes.find(|a| &*a.name.local == name)?;
    Some(found.value.to_string())
}

fn is_hidden(tag: &Tag) -> bool {
    let class = attribute(tag, "class").unwrap_or_default();
    attribute(tag, "aria-hidden").as_deref() == Some("true")
        || class.split_whitespace().any(|c| c == MDBOOK_SPINNER_CLASS)
        || &*tag.name == "template"
}

fn has_accessible_name(tag: &Tag) -> bool {
    ["aria-label", "aria-labelledby", "title"]
        .iter()
        .any(|name| attribute(tag, name).is_some_and(|text| !text.is_empty()))
}

fn opening_tag_text(element_name: &str, tag: &Tag) -> String {
    let attributes = tag.attrs.iter();
    let attributes: String = attributes
        .map(|a| format!(" {}=\"{}\"", a.name.local, a.value))
        .collect();
    format!("<{element_name}{attributes}>")
}
