//! Links a page's inline code to the documentation: each name where the page
//! first mentions it.

use crate::api_docs::ApiDocs;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::HashSet;

const ASIDE_START: &str = "<aside";
const ASIDE_END: &str = "</aside>";

/// Adds the links to a page whose directives are expanded. Headings and links
/// stay as they are, and so do the boxes about asyncio, because some names mean
/// something else in Python.
pub fn add_api_links(docs: &ApiDocs, markdown: &str) -> String {
    let mut linked = String::with_capacity(markdown.len());
    let mut end = 0;
    let mut urls = HashSet::new();
    // Depths of what must not be changed.
    let (mut fixed, mut asides) = (0usize, 0usize);
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Heading { .. }) => fixed += 1,
            Event::End(TagEnd::Link | TagEnd::Heading(_)) => {
                fixed = fixed.saturating_sub(1);
            }
            Event::Html(html) => {
                asides += html.matches(ASIDE_START).count();
                asides -= asides.min(html.matches(ASIDE_END).count());
            }
            Event::Code(code) if fixed == 0 && asides == 0 => {
                let Some(url) = docs.url_of_code(&code) else {
                    continue;
                };
                if urls.insert(url.clone()) {
                    linked.push_str(&markdown[end..range.start]);
                    let code = &markdown[range.clone()];
                    linked.push_str(&format!("[{code}]({url})"));
                    end = range.end;
                }
            }
            _ => {}
        }
    }
    linked.push_str(&markdown[end..]);
    linked
}
