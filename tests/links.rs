//! The built site: no dead link, nothing from elsewhere, no picture without
//! words.

use book_tests::root;
use book_tests::site::Site;
use std::sync::OnceLock;
use workbook::book::{self, Options};

/// The book as it is now, built into a folder that is gone again.
fn site() -> &'static Site {
    static SITE: OnceLock<(tempfile::TempDir, Site)> = OnceLock::new();
    let (_, site) = SITE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            dest: Some(folder.path().to_owned()),
            live: false,
        };
        let built = book::build(root(), &options).unwrap();
        let site = Site::read(&built).unwrap();
        (folder, site)
    });
    site
}

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(site().page_count() > 2, "the site has no chapters");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_link_within_the_book_leads_somewhere() {
    none(site().dead_links());
}

#[test]
fn every_link_out_of_the_book_is_https() {
    none(site().odd_outward_links());
}

#[test]
fn no_page_loads_anything_from_another_host() {
    none(site().foreign_sources());
}

#[test]
fn no_style_loads_anything_from_elsewhere() {
    none(site().odd_style_sources().unwrap());
}

#[test]
fn every_picture_has_words_beside_it() {
    none(site().nameless_pictures());
}

#[test]
fn no_id_stands_twice_on_a_page() {
    none(site().repeated_ids());
}
