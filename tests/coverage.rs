//! What the workbook has to teach (`tests/coverage.toml`): each row leads to
//! listings and pages that exist, and no row is forgotten.

use book::phrasebook::parse_rows;
use book_tests::root;
use book_tests::tree::read_file;
use catalogue::Catalogue;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    /// Rows that nothing teaches yet.
    missing: BTreeSet<String>,
    /// Names that the phrasebook has to explain.
    phrasebook: Vec<String>,
    /// The numbers of all rows, by chapter.
    row_numbers: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    teaches: String,
    #[serde(default)]
    listings: Vec<String>,
    /// Relative to `src/`.
    #[serde(default)]
    pages: Vec<String>,
}

fn load_coverage() -> Coverage {
    toml::from_str(&read_file(Path::new("tests/coverage.toml"))).unwrap()
}

#[track_caller]
fn assert_no_faults(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_row_says_what_it_teaches_and_where() {
    assert_no_faults(load_coverage().rows.iter().filter_map(
        |(number, row)| {
            let has_place = !row.listings.is_empty() || !row.pages.is_empty();
            (row.teaches.is_empty() || !has_place).then(|| {
                format!("row {number} names neither a listing nor a page")
            })
        },
    ));
}

#[test]
fn every_listing_of_a_row_exists() {
    let catalogue = Catalogue::load(root()).unwrap();
    let coverage = load_coverage();
    assert_no_faults(coverage.rows.iter().flat_map(|(number, row)| {
        row.listings
            .iter()
            .filter(|name| catalogue.find(name).is_err())
            .map(move |name| format!("row {number}: no listing is `{name}`"))
    }));
}

#[test]
fn every_page_of_a_row_is_in_the_book() {
    let summary = read_file(Path::new("src/SUMMARY.md"));
    let coverage = load_coverage();
    assert_no_faults(coverage.rows.iter().flat_map(|(number, row)| {
        row.pages
            .iter()
            .filter(|page| !summary.contains(&format!("({page})")))
            .map(move |page| {
                format!("row {number}: `src/SUMMARY.md` has no `{page}`")
            })
    }));
}

#[test]
fn every_row_number_has_its_row_or_is_listed_as_missing() {
    let coverage = load_coverage();
    let row_numbers: BTreeSet<String> =
        coverage.row_numbers.into_values().flatten().collect();
    let taught: BTreeSet<String> = coverage.rows.into_keys().collect();
    let untaught: BTreeSet<String> =
        row_numbers.difference(&taught).cloned().collect();
    assert_no_faults(
        taught
            .difference(&row_numbers)
            .map(|number| format!("`row_numbers` has no row {number}")),
    );
    println!("rows that nothing teaches yet: {untaught:?}");
    assert_eq!(untaught, coverage.missing, "see `missing` in coverage.toml");
}

#[test]
fn every_required_name_is_in_the_phrasebook() {
    let rows = parse_rows(&read_file(Path::new("src/phrasebook.md")));
    assert_no_faults(
        load_coverage()
            .phrasebook
            .iter()
            .filter(|name| {
                !rows.iter().any(|row| {
                    row.python_names.contains(name)
                        || row.text.split(", ").any(|part| part == *name)
                })
            })
            .map(|name| format!("the phrasebook doesn't explain `{name}`")),
    );
}

#[test]
fn every_row_of_the_phrasebook_leads_to_a_page() {
    let rows = parse_rows(&read_file(Path::new("src/phrasebook.md")));
    assert!(rows.len() > 60, "only {} rows were found", rows.len());
    assert_no_faults(rows.iter().filter(|row| row.links.is_empty()).map(
        |row| format!("the phrasebook's row `{}` leads to no page", row.text),
    ));
}

/// `tests/links.rs` proves that the page has the listing.
#[test]
fn every_row_of_the_patterns_page_links_to_the_listing_that_it_names() {
    let patterns = read_file(Path::new("src/patterns.md"));
    let rows = patterns
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("| program |"));
    let rows: Vec<&str> = rows.collect();
    assert!(rows.len() > 50, "only {} rows were found", rows.len());
    assert_no_faults(rows.iter().filter_map(|row| {
        let (_, link) = row.rsplit_once("| [`")?;
        let (name, target) = link.split_once("`](")?;
        let is_same = target.ends_with(&format!("#listing-{name}) |"));
        (!is_same).then(|| format!("another listing than it says: {row}"))
    }));
}
