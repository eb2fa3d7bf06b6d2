//! Each name of `api_docs.toml` has the page that the book links to: in the
//! documentation of the standard library that rustup installs, and in what
//! rustdoc writes for the crates at their locked versions.

use book::api_docs::{ApiDocs, ApiTable};
use book_tests::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the items whose page or place in the page doesn't exist.
fn find_items_without_page(
    folder: &Path,
    is_wanted_crate: fn(&str) -> bool,
) -> Vec<String> {
    let table = ApiTable::load().unwrap();
    let wanted = |path: &&String| {
        is_wanted_crate(path.split("::").next().unwrap_or_default())
    };
    let paths: Vec<&String> = table.item_kinds.keys().filter(wanted).collect();
    assert!(paths.len() > 50, "only {} items", paths.len());
    let is_missing = |path: &&&String| {
        let page = table.page_path(path).unwrap();
        let (file, place) = page.split_once('#').unwrap_or((&page, ""));
        let html = fs::read_to_string(folder.join(file));
        html.is_err()
            || !html.unwrap().contains(&format!("id=\"{place}\""))
                && !place.is_empty()
    };
    paths
        .iter()
        .filter(is_missing)
        .map(ToString::to_string)
        .collect()
}

/// Where rustup puts the component `rust-docs`.
fn find_std_docs() -> Option<PathBuf> {
    let output = toolchain::rustc_command()
        .args(["--print", "sysroot"])
        .output()
        .unwrap();
    let sysroot = String::from_utf8(output.stdout).unwrap();
    let folder = Path::new(sysroot.trim()).join("share/doc/rust/html");
    folder.join("std/index.html").is_file().then_some(folder)
}

#[test]
fn every_item_of_the_standard_library_has_its_page() {
    let Some(folder) = find_std_docs() else {
        eprintln!("skipped: rustup's component `rust-docs` isn't installed");
        return;
    };
    let missing = find_items_without_page(&folder, |name| name == "std");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_item_of_a_crate_has_its_page() {
    let table = ApiTable::load().unwrap();
    let names = table
        .item_kinds
        .keys()
        .map(|it| it.split("::").next().unwrap());
    let crates: BTreeSet<&str> = names.filter(|name| *name != "std").collect();
    let mut command = toolchain::cargo_command();
    command.current_dir(root());
    command.args(["doc", "--offline", "--no-deps", "--quiet"]);
    for name in &crates {
        command.args(["--package", &name.replace('_', "-")]);
    }
    assert!(command.status().unwrap().success());
    let folder = toolchain::target_folder(root()).unwrap().join("doc");
    let missing = find_items_without_page(&folder, |name| name != "std");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_item_has_an_address_with_its_version() {
    let table = ApiTable::load().unwrap();
    let docs = ApiDocs::load(root()).unwrap();
    for path in table.item_kinds.keys() {
        assert!(docs.url(path).is_some(), "{path}");
    }
    for name in &table.short_names {
        assert!(docs.url_of_code(name).is_some(), "{name} isn't one item");
    }
}
