//! Chapter 4's table of errors in groups says what its listing prints.

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
fn the_chapter_has_all_rows_of(transcript: &str, count: usize) {
    let chapter = read("src/ch04-tasks.md");
    let table: Vec<_> = chapter.lines().map(cells).collect();
    let printed = read(&format!("listings/ch04-tasks/{transcript}"));
    let rows: Vec<_> = printed.lines().filter(|l| l.contains('|')).collect();
    assert_eq!(rows.len(), count, "rows of `{transcript}`");
    for row in rows {
        assert!(table.contains(&cells(row)), "the table lacks `{row}`");
    }
}

#[test]
fn the_rows_of_rust_are_what_the_listing_prints() {
    the_chapter_has_all_rows_of("group_errors.out", 5);
}

#[test]
fn the_rows_of_asyncio_are_what_the_twin_prints() {
    the_chapter_has_all_rows_of("group_errors.py.out", 4);
}
