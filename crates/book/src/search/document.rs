//! What a search can find: the sections of the pages.

use super::names::PageSearchWords;
use super::section::{PageText, Section};
use std::path::PathBuf;

/// A page of the book, whose HTML is in the site.
#[derive(Debug)]
pub struct SearchPage {
    /// `ch04-tasks/join-all.html`
    pub path: PathBuf,
    pub title: String,
    /// The titles of the pages that it's nested below.
    pub parent_titles: Vec<String>,
}

impl SearchPage {
    pub fn address(&self) -> String {
        self.path.to_string_lossy().replace('\\', "/")
    }
}

/// A section of a page, as it's indexed.
#[derive(Debug)]
pub struct Document {
    /// `ch04-tasks/join-all.html#many-types`
    pub url: String,
    pub title: String,
    pub body: String,
    pub folded_text: String,
    /// What a result shows as its title.
    pub breadcrumbs: String,
    /// The words of the Python names that this section explains. A word that
    /// is more important is repeated.
    pub name_words: Vec<String>,
}

impl Document {
    /// Returns the sections of a page. The first one has the page's names.
    pub fn sections_of_page(
        page: &SearchPage,
        text: PageText,
        names: &PageSearchWords,
    ) -> Vec<Document> {
        let path = page.address();
        let sections = text.sections.into_iter().enumerate();
        let document = |(at, section): (usize, Section)| {
            let heading = collapse_whitespace(&section.heading);
            let mut breadcrumbs = page.parent_titles.clone();
            breadcrumbs.push(page.title.clone());
            if at > 0 {
                breadcrumbs.push(heading.clone());
            }
            Document {
                url: format!("{path}#{}", section.id),
                title: heading,
                body: collapse_whitespace(&section.text),
                folded_text: collapse_whitespace(&section.folded_text),
                breadcrumbs: breadcrumbs.join(" » "),
                name_words: if at == 0 {
                    names.words_of_page(&path).to_vec()
                } else {
                    Vec::new()
                },
            }
        };
        sections.map(document).collect()
    }
}

fn collapse_whitespace(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
