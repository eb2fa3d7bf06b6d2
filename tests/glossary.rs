//! The glossary: each term is defined once, in alphabetical order, and some
//! page links to it. (`tests/links.rs` follows those links.)

use book_tests::glossary::{Glossary, linked_terms};
use book_tests::tree::{files, read};
use std::path::Path;

fn load_glossary() -> Glossary {
    Glossary::parse(&read(Path::new("src/glossary.md"))).unwrap()
}

#[test]
fn terms_are_in_alphabetical_order_and_defined_once() {
    assert_eq!(load_glossary().misplaced(), Vec::<String>::new());
}

#[test]
fn each_term_has_a_definition() {
    assert_eq!(load_glossary().undefined(), Vec::<String>::new());
}

#[test]
fn each_term_is_linked_from_a_page_and_each_linked_term_exists() {
    let linked = files("src", "md")
        .iter()
        .filter(|page| !page.ends_with("glossary.md"))
        .flat_map(|page| linked_terms(&read(page)))
        .collect();
    assert_eq!(load_glossary().compared_with(&linked), Vec::<String>::new());
}
