//! Chapter 4's tables of errors in groups say what their listing prints.

use book_tests::root;
use std::fs;

/// The cells between bars, without the marks of code.
fn cells(line: &str) -> Vec<String> {
    let cells = line.trim().trim_matches('|').split('|');
    cells
        .map(|cell| cell.replace('`', "").trim().into())
        .collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

#[track_caller]
fn the_table_says(heading: &str, transcript: &str, count: usize) {
    let chapter = read("src/ch04-tasks.md");
    let heading = format!("| {heading} | the caller goes on after |");
    let table = chapter.lines().skip_while(|l| !l.starts_with(&heading));
    let rows = table.skip(2).take_while(|l| l.starts_with('|'));
    let printed = read(&format!("listings/ch04-tasks/{transcript}"));
    let lines = printed.lines().filter(|l| l.contains('|'));
    let (rows, lines) = (Vec::from_iter(rows.map(cells)), lines.map(cells));
    assert_eq!(rows.len(), count, "rows below `{heading}`");
    assert_eq!(rows, Vec::from_iter(lines), "below `{heading}`");
}

#[test]
fn the_rows_of_rust_are_what_the_listing_prints() {
    the_table_says("in Rust", "group_errors.out", 5);
}

#[test]
fn the_rows_of_asyncio_are_what_the_twin_prints() {
    the_table_says("in asyncio", "group_errors.py.out", 4);
}
