//! A learner's first command must stay light: crates are counted, not timed.

use book_tests::root;
use std::collections::BTreeSet;
use workbook::toolchain;

/// What `cargo tree` says of each crate that cargo compiles on this machine.
fn crates(packages: &[&str], format: &str) -> BTreeSet<String> {
    let output = toolchain::cargo()
        .current_dir(root())
        .args(["tree", "--offline", "--prefix", "none", "--format", format])
        .args(packages)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line.trim_end_matches("(*)").trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

#[track_caller]
fn at_most(limit: usize, package: &str) {
    let edges = ["--edges", "normal,build", "--package", package];
    let crates = crates(&edges, "{p}");
    assert!(crates.iter().any(|name| name.starts_with(package)));
    let count = crates.len();
    assert!(
        count <= limit,
        "`{package}` compiles {count} crates, more than {limit}:\n{}",
        Vec::from_iter(crates).join("\n")
    );
}

#[test]
fn a_listing_of_chapter_1_compiles_at_most_32_crates() {
    at_most(32, "ch01-waiting");
}

#[test]
fn the_workbook_compiles_at_most_150_crates() {
    at_most(150, "workbook");
}

/// Else `cargo run` after `cargo test` would compile crates anew.
#[test]
fn the_tests_change_no_feature_of_the_workbooks_crates() {
    let format = "{p} [{f}]";
    let all = crates(&["--workspace"], format);
    let changed: Vec<String> =
        crates(&[], format).difference(&all).cloned().collect();
    assert!(
        changed.is_empty(),
        "with the tests, these have other features:\n{}",
        changed.join("\n")
    );
}
