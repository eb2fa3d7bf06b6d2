//! Runs the programs in `unstable/`, which need flags of their own, and
//! compares what each prints with its `.out` file.
//!
//! `SNAPSHOTS=overwrite cargo test --workspace --test unstable` rewrites what
//! is wrong.
#![cfg(unix)]

use book_tests::tree::{files, is_named, read};
use book_tests::unstable::{OBSERVERS, check, check_tasks, fetch};
use book_tests::{node, root};
use catalogue::{Catalogue, Package};
use std::collections::BTreeSet;

const MOST_COLUMNS: usize = 80;
const MOST_LINES: usize = 110;

fn catalogue() -> Catalogue {
    Catalogue::load(root()).unwrap()
}

fn package<'a>(catalogue: &'a Catalogue, slug: &str) -> &'a Package {
    let mut packages = catalogue.unstable_packages.iter();
    packages.find(|package| package.slug == slug).unwrap()
}

#[track_caller]
fn check_package(slug: &str) {
    let catalogue = catalogue();
    for listing in &package(&catalogue, slug).listings {
        let folder = listing.folder();
        if !fetch(&root().join(folder)) {
            let advice = format!(
                "`cargo fetch --locked` in `{}` failed, so its programs are \
                 skipped",
                folder.display()
            );
            assert!(!node::is_ci(), "{advice}");
            eprintln!("{advice}");
            return;
        }
        check(&catalogue, listing).unwrap();
        check_tasks(&catalogue, listing).unwrap();
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
    let catalogue = catalogue();
    let packages = catalogue.unstable_packages.iter();
    let slugs: Vec<&str> = packages.map(|p| p.slug.as_str()).collect();
    assert_eq!(slugs, ["unstable-loom", "unstable-metrics", OBSERVERS]);
}

#[test]
fn every_program_is_listed_and_shown_and_fits_on_a_page() {
    let catalogue = catalogue();
    let known: BTreeSet<_> =
        catalogue.unstable_listings().map(|l| &l.path).collect();
    let chapters: String =
        files("src", "md").iter().map(|file| read(file)).collect();
    for file in &files("unstable", "rs") {
        // What the programs of a package have in common.
        if file.ends_with("src/lib.rs") {
            continue;
        }
        assert!(known.contains(file), "`{}` is no listing", file.display());
        let text = read(file);
        for line in text.lines() {
            let columns = line.chars().count();
            assert!(columns <= MOST_COLUMNS, "{}: {line}", file.display());
        }
    }
    for listing in catalogue.unstable_listings() {
        let name = &listing.name;
        assert!(
            is_named(&chapters, "listing", name),
            "no page shows `{name}`"
        );
        let lines = catalogue.source(listing).unwrap().lines.len();
        assert!(lines <= MOST_LINES, "`{name}` has {lines} lines");
        catalogue.transcript(listing).unwrap();
    }
}
