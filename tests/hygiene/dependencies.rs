//! The crates that packages depend on.

use super::{assert_no_faults, load_catalogue};
use book_tests::manifest::{self, Package};
use book_tests::tree::{find_files, read_file, uses_crate};
use catalogue::Catalogue;
use std::collections::BTreeSet;

#[test]
fn every_dependency_is_used() {
    let catalogue = load_catalogue();
    let packages = manifest::read_packages().unwrap();
    let offered = crates_of_chapters(&packages);
    assert_no_faults(packages.iter().flat_map(|package| {
        let text = read_sources_of(package, &catalogue);
        // This package offers skeptic the chapters' crates.
        let is_offered =
            |name| package.name == "book-tests" && offered.contains(name);
        let unused = package.dependencies.iter();
        let unused =
            unused.filter(|n| !uses_crate(&text, n) && !is_offered(*n));
        unused
            .map(|name| {
                format!(
                    "`{}/Cargo.toml`: nothing uses `{name}`; remove it",
                    package.folder.display()
                )
            })
            .collect::<Vec<_>>()
    }));
}

fn read_sources_of(package: &Package, catalogue: &Catalogue) -> String {
    let mut sources = find_files(package.folder.to_str().unwrap(), "rs");
    let programs = package.examples.iter();
    sources.extend(
        programs
            .filter_map(|name| Some(catalogue.find(name).ok()?.path.clone())),
    );
    sources.iter().map(|file| read_file(file)).collect()
}

fn crates_of_chapters(packages: &[Package]) -> BTreeSet<String> {
    packages
        .iter()
        .filter(|package| package.folder.starts_with("listings"))
        .flat_map(|package| package.dependencies.clone())
        .collect()
}

#[test]
fn skeptic_can_offer_every_crate_of_the_chapters() {
    let packages = manifest::read_packages().unwrap();
    let known: BTreeSet<&String> = packages
        .iter()
        .filter(|package| !package.folder.starts_with("listings"))
        .flat_map(|package| &package.dependencies)
        .collect();
    assert_no_faults(
        crates_of_chapters(&packages)
            .iter()
            .filter(|name| !known.contains(name))
            .map(|name| {
                format!(
                    "add `{name}` to `[dev-dependencies]` of \
                     `tests/Cargo.toml`: skeptic knows only the crates that \
                     package has"
                )
            }),
    );
}
