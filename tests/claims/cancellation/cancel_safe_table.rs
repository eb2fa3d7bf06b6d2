//! The table of cancel-safe operations.

use super::run_in_virtual_time;
use book_tests::tree::{chapter_text, read_file};
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

/// The table of cancel-safe operations has what its two programs print.
#[test]
fn the_rows_of_the_table_are_what_the_listings_print() {
    let page = chapter_text("ch05-cancellation");
    let folder = Path::new("listings/ch05-cancellation");
    let mut count = 0;
    for transcript in ["interrupted_io.out", "interrupted_waits.out"] {
        let printed = read_file(&folder.join(transcript));
        for row in printed.lines().filter(|line| line.starts_with('|')) {
            assert!(page.contains(&format!("\n{row} ")), "no row `{row}`");
            count += 1;
        }
    }
    assert_eq!(count, 12, "rows that the listings print");
}

/// A row of the table that has neither a run nor a promise would be a guess.
#[test]
fn each_row_of_the_table_links_to_a_run_or_to_documentation() {
    let path = "src/ch05-cancellation/cancel-safe-table.md";
    let page = read_file(Path::new(path));
    let (_, rows) = page.split_once("\n|---|---|---|\n").unwrap();
    let rows: Vec<&str> = rows
        .lines()
        .take_while(|line| line.starts_with('|'))
        .collect();
    for row in &rows {
        let proof = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
        let is_run = proof.contains("#listing-");
        let is_promise = proof.contains("](https://docs.rs/tokio");
        assert!(is_run || is_promise, "nothing proves {row}");
    }
    assert!(rows.len() > 20, "{} rows", rows.len());
}

/// The rows of the table that `lost_lines` and `sleep_in_select` show.
#[test]
fn a_line_reader_and_a_pinned_sleep_keep_what_the_table_says() {
    let folder = Path::new("listings/ch05-cancellation");
    let lines = read_file(&folder.join("lost_lines.out"));
    assert!(lines.contains("\nread_line: 2 of 4 lines are whole\n"));
    assert!(lines.contains("\nnext_line: 4 of 4 lines are whole\n"));
    let reports = read_file(&folder.join("sleep_in_select.out"));
    assert!(reports.contains("\na new sleep in each turn: 0 reports\n"));
    assert!(reports.contains("\none pinned sleep: 2 reports\n"));
}

/// Each read is dropped when it has taken six of the nine bytes.
#[test]
fn read_to_string_loses_what_it_has_read_and_read_to_end_does_not() {
    run_in_virtual_time(async {
        let (mut station, mut connection) = tokio::io::duplex(64);
        let mut text = String::new();
        station.write_all(b"Oslo: ").await.unwrap();
        let read = connection.read_to_string(&mut text);
        timeout(Duration::ZERO, read).await.unwrap_err();
        station.write_all(b"14\n").await.unwrap();
        drop(station);
        connection.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "14\n");

        let (mut station, mut connection) = tokio::io::duplex(64);
        let mut bytes = Vec::new();
        station.write_all(b"Oslo: ").await.unwrap();
        let read = connection.read_to_end(&mut bytes);
        timeout(Duration::ZERO, read).await.unwrap_err();
        station.write_all(b"14\n").await.unwrap();
        drop(station);
        connection.read_to_end(&mut bytes).await.unwrap();
        assert_eq!(bytes, b"Oslo: 14\n");
    });
}
