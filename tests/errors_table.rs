//! Chapter 4's tables of errors in groups say what their listing prints.

use book_tests::tree::{chapter_text, read_file};
use std::path::Path;

/// The cells between bars, without the marks of code.
fn split_cells(line: &str) -> Vec<String> {
    let cells = line.trim().trim_matches('|').split('|');
    cells
        .map(|cell| cell.replace('`', "").trim().into())
        .collect()
}

#[track_caller]
fn assert_table_matches_transcript(
    heading: &str,
    transcript: &str,
    row_count: usize,
) {
    let chapter = chapter_text("ch04-tasks");
    let heading = format!("| {heading} | the caller continues after |");
    let table = chapter.lines().skip_while(|l| !l.starts_with(&heading));
    let rows = table.skip(2).take_while(|l| l.starts_with('|'));
    let printed = read_file(&Path::new("listings/ch04-tasks").join(transcript));
    let lines = printed.lines().filter(|l| l.contains('|'));
    let (rows, lines) = (
        Vec::from_iter(rows.map(split_cells)),
        lines.map(split_cells),
    );
    assert_eq!(rows.len(), row_count, "rows below `{heading}`");
    assert_eq!(rows, Vec::from_iter(lines), "below `{heading}`");
}

#[test]
fn the_table_of_rust_errors_is_what_the_listing_prints() {
    assert_table_matches_transcript("in Rust", "group_errors.out", 5);
}

#[test]
fn the_table_of_asyncio_errors_is_what_the_python_version_prints() {
    assert_table_matches_transcript("in asyncio", "group_errors.py.out", 4);
}
