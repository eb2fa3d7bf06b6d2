//! What is kept of the runs of listings and of their Python versions.

use super::{assert_no_faults, listing_files, load_catalogue};
use book_tests::root;
use book_tests::tree::read_file;
use catalogue::Listing;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_listing_has_its_output_under_its_command() {
    let catalogue = load_catalogue();
    let fault = |listing: &Listing| match catalogue.transcript(listing) {
        Err(error) => Some(format!("{error:#}")),
        Ok(transcript) => {
            let command = listing.command();
            let other = transcript.sessions.iter().find(|session| {
                let arguments = format!("{command} -- ");
                session.command != command
                    && !session.command.starts_with(&arguments)
            })?;
            Some(format!(
                "`{}`: `{}` does not run `{}`; write `$ {command}`",
                listing.transcript_path().display(),
                other.command,
                listing.name
            ))
        }
    };
    assert_no_faults(catalogue.listings().filter_map(fault));
}

#[test]
fn every_output_of_a_python_version_stands_under_its_command() {
    let catalogue = load_catalogue();
    assert_no_faults(catalogue.listings().filter_map(|listing| {
        let file = listing.python_transcript_path();
        let text = fs::read_to_string(root().join(&file)).ok()?;
        let script = listing.python_path().display().to_string();
        let command = format!("$ python3 {}\n", script.replace('\\', "/"));
        (!text.starts_with(&command)).then(|| {
            format!("`{}` does not start with `{command}`", file.display())
        })
    }));
}

#[test]
fn every_output_and_every_python_version_has_its_listing() {
    let catalogue = load_catalogue();
    let known: BTreeSet<PathBuf> = catalogue
        .listings()
        .flat_map(|l| {
            let python_files = [l.python_path(), l.python_transcript_path()];
            let has_python = root().join(l.python_path()).is_file();
            let python_files =
                python_files.into_iter().filter(move |_| has_python);
            python_files.chain([l.transcript_path()])
        })
        .collect();
    assert_no_faults(
        [listing_files("out"), listing_files("py")]
            .concat()
            .iter()
            .filter(|file| !known.contains(*file) && !is_imported(file))
            .map(|file| {
                format!("`{}` has no listing beside it", file.display())
            }),
    );
}

/// Returns whether a Python version beside the file imports it.
fn is_imported(file: &Path) -> bool {
    let (Some(folder), Some(name)) = (file.parent(), file.file_stem()) else {
        return false;
    };
    let name = name.to_string_lossy();
    let imports = [format!("import {name}\n"), format!("from {name} import ")];
    file.extension().is_some_and(|extension| extension == "py")
        && listing_files("py")
            .iter()
            .filter(|other| other.parent() == Some(folder))
            .map(|other| read_file(other))
            .any(|text| imports.iter().any(|import| text.contains(import)))
}
