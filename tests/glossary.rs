//! The glossary: each term is defined once, in alphabetical order, and each
//! chapter links to it where it first mentions the term. (`tests/links.rs`
//! follows those links.)

use book::glossary::TERMS_LINKED_BY_HAND;
use book_tests::glossary::{
    Glossary, find_linked_term_ids, remove_mentions, running_text_without_links,
};
use book_tests::root;
use book_tests::tree::{find_files, read_file};
use std::collections::BTreeSet;
use std::path::Path;

fn load_glossary() -> Glossary {
    Glossary::parse(&read_file(Path::new("src/glossary.md"))).unwrap()
}

#[test]
fn terms_are_in_alphabetical_order_and_defined_once() {
    assert_eq!(load_glossary().find_misplaced_terms(), Vec::<String>::new());
}

#[test]
fn each_term_has_a_definition() {
    assert_eq!(
        load_glossary().terms_without_definition(),
        Vec::<String>::new()
    );
}

#[test]
fn each_term_is_linked_from_a_page_and_each_linked_term_exists() {
    let linked = find_files("src", "md")
        .iter()
        .filter(|page| !page.ends_with("glossary.md"))
        .flat_map(|page| find_linked_term_ids(&read_file(page)))
        .collect();
    assert_eq!(
        load_glossary().find_differences_to_links(&linked),
        Vec::<String>::new()
    );
}

#[test]
fn everyday_words_are_terms() {
    let glossary = load_glossary();
    for word in TERMS_LINKED_BY_HAND {
        assert!(glossary.defines(word), "the glossary has no `{word}`");
    }
}

/// A reader may begin with any chapter.
#[test]
fn each_chapter_links_the_terms_that_it_mentions() {
    let terms = load_glossary().linkable_terms(&TERMS_LINKED_BY_HAND);
    let mut faults = Vec::new();
    let mut chapter = None;
    let mut known = BTreeSet::new();
    for (page, markdown) in book::expand_chapters(root()).unwrap() {
        if page == Path::new("glossary.md") {
            continue;
        }
        let folder = page.parent().filter(|f| *f != Path::new(""));
        let this_chapter = folder.unwrap_or(&page).to_owned();
        if chapter.as_ref() != Some(&this_chapter) {
            chapter = Some(this_chapter);
            known.clear();
        }
        known.extend(find_linked_term_ids(&markdown));
        let mut text = running_text_without_links(&markdown);
        for (name, id) in &terms {
            if remove_mentions(&mut text, name) && !known.contains(id) {
                faults.push(format!("`{}`: {name}", page.display()));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "neither these pages nor earlier ones of their chapters link these \
         terms:\n{}",
        faults.join("\n")
    );
}
