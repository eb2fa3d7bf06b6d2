//! Runs the programs in `unstable/`, which need flags of their own, and
//! compares what each prints with its `.out` file.
//!
//! `SNAPSHOTS=overwrite cargo test --workspace --test unstable` rewrites what
//! is wrong.
#![cfg(unix)]

use book_tests::tree::{find_files, has_directive, read_file};
use book_tests::unstable::{
    OBSERVERS_SLUG, check_listing, check_try_tasks, fetch_crates,
};
use book_tests::{node, root};
use catalogue::{Catalogue, Package};
use std::collections::BTreeSet;

const MAX_COLUMNS: usize = 80;
const MAX_LISTING_LINES: usize = 110;

fn load_catalogue() -> Catalogue {
    Catalogue::load(root()).unwrap()
}

fn find_package<'a>(catalogue: &'a Catalogue, slug: &str) -> &'a Package {
    let mut packages = catalogue.unstable_packages.iter();
    packages.find(|package| package.slug == slug).unwrap()
}

#[track_caller]
fn check_package(slug: &str) {
    let catalogue = load_catalogue();
    for listing in &find_package(&catalogue, slug).listings {
        let folder = listing.folder();
        if !fetch_crates(&root().join(folder)) {
            let advice = format!(
                "`cargo fetch --locked` in `{}` failed, so its programs are \
                 skipped",
                folder.display()
            );
            assert!(!node::is_ci(), "{advice}");
            eprintln!("{advice}");
            return;
        }
        check_listing(&catalogue, listing).unwrap();
        check_try_tasks(&catalogue, listing).unwrap();
    }
}

#[test]
fn programs_with_tokio_unstable_print_what_their_pages_show() {
    check_package("unstable-metrics");
}

#[test]
fn programs_with_loom_print_what_their_pages_show() {
    check_package("unstable-loom");
}

#[test]
fn every_package_is_checked_here_or_in_a_benchmark() {
    let catalogue = load_catalogue();
    let packages = catalogue.unstable_packages.iter();
    let slugs: Vec<&str> = packages.map(|p| p.slug.as_str()).collect();
    assert_eq!(slugs, ["unstable-loom", "unstable-metrics", OBSERVERS_SLUG]);
}

#[test]
fn every_program_is_listed_and_shown_and_fits_on_a_page() {
    let catalogue = load_catalogue();
    let known: BTreeSet<_> =
        catalogue.unstable_listings().map(|l| &l.path).collect();
    let chapters: String = find_files("src", "md")
        .iter()
        .map(|file| read_file(file))
        .collect();
    for file in &find_files("unstable", "rs") {
        // What the programs of a package have in common.
        if file.ends_with("src/lib.rs") {
            continue;
        }
        assert!(known.contains(file), "`{}` is no listing", file.display());
        let text = read_file(file);
        for line in text.lines() {
            let columns = line.chars().count();
            assert!(columns <= MAX_COLUMNS, "{}: {line}", file.display());
        }
    }
    for listing in catalogue.unstable_listings() {
        let name = &listing.name;
        assert!(
            has_directive(&chapters, "listing", name),
            "no page shows `{name}`"
        );
        let lines = catalogue.source(listing).unwrap().lines.len();
        assert!(lines <= MAX_LISTING_LINES, "`{name}` has {lines} lines");
        catalogue.transcript(listing).unwrap();
    }
}
