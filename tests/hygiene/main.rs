//! Nothing unlisted, unshown, unproved or unused.

mod dependencies;
mod outputs;
mod paragraphs;
mod shown;
mod size;

use book_tests::root;
use book_tests::tree::find_files;
use catalogue::{Catalogue, try_path};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn load_catalogue() -> Catalogue {
    Catalogue::load(root()).unwrap()
}

#[track_caller]
fn assert_no_faults(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The files of listings and stages that end so.
fn listing_files(extension: &str) -> Vec<PathBuf> {
    let mut found = find_files("listings", extension);
    found.extend(find_files("examples", extension));
    found
}

#[test]
fn every_program_is_registered() {
    let catalogue = load_catalogue();
    let known: BTreeSet<&Path> =
        catalogue.listings().map(|l| l.path.as_path()).collect();
    assert_no_faults(
        listing_files("rs")
            .iter()
            .filter(|file| !known.contains(file.as_path()))
            .map(|file| {
                format!(
                    "`{}` is no listing: give it an `[[example]]` table in \
                     its chapter's `Cargo.toml`",
                    file.display()
                )
            }),
    );
}

#[test]
fn every_file_of_try_tasks_has_its_listing() {
    let catalogue = load_catalogue();
    let known: BTreeSet<PathBuf> =
        catalogue.all_listings().map(try_path).collect();
    assert_no_faults(
        [listing_files("toml"), find_files("unstable", "toml")]
            .concat()
            .iter()
            .filter(|file| file.to_string_lossy().ends_with(".try.toml"))
            .filter(|file| !known.contains(*file))
            .map(|file| {
                format!("`{}` has no listing beside it", file.display())
            }),
    );
}
