//! Which page explains a name or a term: the one that a Python name's row in
//! the phrasebook leads to first, and the first one that introduces the term.

use super::words;
use crate::phrasebook::PhrasebookRow;
use std::collections::{HashMap, HashSet};

/// Modules whose names readers leave out: a reader who types `sleep` means
/// `asyncio.sleep`, not `time.sleep`.
const MAIN_PREFIXES: [&str; 2] = ["asyncio", "loop"];

/// How often the words of a name are repeated.
const MAIN_NAME_WEIGHT: usize = 9;
const TERM_WEIGHT: usize = 4;
const OTHER_NAME_WEIGHT: usize = 1;

/// The words of the names and terms, by page.
#[derive(Debug, Default)]
pub struct PageSearchWords {
    words_by_page: HashMap<String, Vec<String>>,
    /// The terms that a page has introduced.
    introduced_terms: HashSet<Vec<String>>,
}

impl PageSearchWords {
    /// Collects the names of the phrasebook.
    pub fn collect(rows: &[PhrasebookRow]) -> Self {
        let mut names = Self::default();
        for row in rows {
            let Some(link) = row.links.first() else {
                continue;
            };
            let page = link.split('#').next().unwrap_or_default();
            let words = names.words_mut(&page.replace(".md", ".html"));
            words.extend(words::split(&row.text));
            words.extend(row.rust_names.iter().flat_map(|it| words::split(it)));
            words.extend(
                row.python_names.iter().flat_map(|it| words_of_name(it)),
            );
        }
        names
    }

    /// Adds the terms that a page introduces. Call it in the book's order.
    pub fn add_terms(&mut self, page: &str, terms: &[String]) {
        for term in terms {
            let term_words = words::split(term);
            if self.introduced_terms.insert(term_words.clone()) {
                for _ in 0..TERM_WEIGHT {
                    self.words_mut(page).extend(term_words.clone());
                }
            }
        }
    }

    pub fn words_of_page(&self, page: &str) -> &[String] {
        self.words_by_page.get(page).map_or(&[], Vec::as_slice)
    }

    fn words_mut(&mut self, page: &str) -> &mut Vec<String> {
        self.words_by_page.entry(page.to_owned()).or_default()
    }
}

/// The name, and all parts of it that a reader may type: `web.Response` and
/// `Response` for `aiohttp.web.Response`.
fn words_of_name(name: &str) -> Vec<String> {
    let (path, arguments) = match name.split_once('(') {
        Some((path, arguments)) => (path, Some(arguments)),
        None => (name, None),
    };
    // `asyncio.sleep(0)` is a special use of `asyncio.sleep`.
    let name_weight = match arguments {
        Some(_) => OTHER_NAME_WEIGHT,
        None => MAIN_NAME_WEIGHT,
    };
    let parts: Vec<&str> = path.split('.').collect();
    let mut words = Vec::new();
    for at in 0..parts.len() {
        let is_main = at == 0 || MAIN_PREFIXES.contains(&parts[0]);
        let weight = if is_main {
            name_weight
        } else {
            OTHER_NAME_WEIGHT
        };
        let word = parts[at..].join(".");
        words.extend(vec![word; weight]);
    }
    if parts.len() > 1 && !MAIN_PREFIXES.contains(&parts[0]) {
        words.push(parts[0].to_owned());
    }
    words
        .iter()
        .flat_map(|word| words::split_whole(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count_word(words: &[String], word: &str) -> usize {
        words.iter().filter(|it| *it == word).count()
    }

    #[test]
    fn a_name_is_found_with_and_without_its_module() {
        let words = words_of_name("asyncio.sleep");
        assert_eq!(count_word(&words, "asyncio.sleep"), MAIN_NAME_WEIGHT);
        assert_eq!(count_word(&words, "sleep"), MAIN_NAME_WEIGHT);
        let words = words_of_name("time.sleep");
        assert_eq!(count_word(&words, "time.sleep"), MAIN_NAME_WEIGHT);
        assert_eq!(count_word(&words, "sleep"), OTHER_NAME_WEIGHT);
        let words = words_of_name("asyncio.sleep(0)");
        assert_eq!(count_word(&words, "asyncio.sleep"), OTHER_NAME_WEIGHT);
        let words = words_of_name("aiohttp.web.Response");
        assert_eq!(count_word(&words, "response"), OTHER_NAME_WEIGHT);
        assert_eq!(count_word(&words, "aiohttp"), OTHER_NAME_WEIGHT);
    }

    #[test]
    fn the_first_link_of_a_row_gets_its_names() {
        let row = PhrasebookRow {
            python_names: vec!["asyncio.run".to_owned()],
            text: "asyncio.run".to_owned(),
            rust_names: vec!["Runtime::block_on".to_owned()],
            links: vec!["a/b.md#listing-c".to_owned(), "d.md".to_owned()],
        };
        let names = PageSearchWords::collect(&[row]);
        assert!(
            count_word(names.words_of_page("a/b.html"), "run")
                >= MAIN_NAME_WEIGHT
        );
        assert_eq!(count_word(names.words_of_page("a/b.html"), "block_on"), 1);
        assert!(names.words_of_page("d.html").is_empty());
    }

    #[test]
    fn the_first_page_with_a_term_introduces_it() {
        let mut names = PageSearchWords::default();
        names.add_terms("a.html", &["Event loop".to_owned()]);
        names.add_terms("b.html", &["event loop".to_owned()]);
        assert_eq!(
            count_word(names.words_of_page("a.html"), "loop"),
            TERM_WEIGHT
        );
        assert!(names.words_of_page("b.html").is_empty());
    }
}
