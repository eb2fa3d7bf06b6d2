//! The commands for exercises and for the progress.

use crate::common::Book;
use crate::{
    BROKEN_SOURCE, FIRST_EXERCISE_FILE, SECOND_EXERCISE_FILE, SOLVED_SOURCE,
    append_tests, create_book_with_exercises,
};
use std::fs;
use std::process::Stdio;

/// Writes a solution into the first exercise, and lets the program check it.
fn solve_first_exercise(book: &Book) {
    book.write(FIRST_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    book.run_workbook(&["check", "first_sum"])
        .assert_success(&["] 1/2"]);
}

#[test]
fn check_prints_what_fails_and_how_to_get_a_hint() {
    let book = create_book_with_exercises();
    let output = book.run_workbook(&["check", "first_sum"]);
    assert_eq!(output.code, Some(1), "{}", output.stderr);
    let place = format!("{FIRST_EXERCISE_FILE}:");
    for part in [
        "FAIL  it_adds",
        "ok    it_is_small",
        "left: 3",
        &place.replace('/', std::path::MAIN_SEPARATOR_STR),
        "| adding",
        "1 of 2 tests fails.",
        "] 0/2",
        "`cargo run -- hint first_sum`",
    ] {
        assert!(output.stdout.contains(part), "{part}: {}", output.stdout);
    }
    assert!(!output.stdout.contains('\x1b'), "{}", output.stdout);
}

#[test]
fn a_solved_exercise_stays_solved_though_its_file_changes() {
    let book = create_book_with_exercises();
    book.write(FIRST_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    book.run_workbook(&["check", "first_sum"]).assert_success(&[
        "Solved: all 2 tests pass.",
        "] 1/2",
        "Next: `",
    ]);
    let progress = book.path().join(".workbook/progress.json");
    assert!(fs::read_to_string(progress).unwrap().contains("first_sum"));
    book.run_workbook(&["list"]).assert_success(&[
        "solved  first_sum",
        "open    second_sum",
        "] 1/2",
    ]);
    book.write(FIRST_EXERCISE_FILE, &append_tests(BROKEN_SOURCE));
    let again = book.run_workbook(&["check", "first_sum"]);
    assert_eq!(again.code, Some(1));
    // The list and the check must not contradict each other.
    assert!(
        again
            .stdout
            .contains("It is marked as solved, but this file")
    );
    book.run_workbook(&["list"])
        .assert_success(&["solved  first_sum", "] 1/2"]);
    book.write(FIRST_EXERCISE_FILE, &append_tests("pub fn sum() {}"));
    let edited = book.run_workbook(&["check", "first_sum"]);
    assert!(!edited.stdout.contains("It is marked as solved"));
}

#[test]
fn an_exercise_is_open_again_when_its_tests_change() {
    let book = create_book_with_exercises();
    solve_first_exercise(&book);
    let solution = "exercises/solutions/ch01_waiting/first_sum.rs";
    let text = append_tests(SOLVED_SOURCE);
    book.write(solution, &text.replace('\n', "\r\n"));
    book.run_workbook(&["list"])
        .assert_success(&["solved  first_sum"]);
    book.write(solution, &text.replace("< 10", "< 9"));
    book.run_workbook(&["list"])
        .assert_success(&["open    first_sum"]);
}

#[test]
fn check_without_a_name_prints_one_line_for_each_exercise() {
    let book = create_book_with_exercises();
    book.write(SECOND_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    let output = book.run_workbook(&["check"]);
    assert_eq!(output.code, Some(1), "{}", output.stderr);
    let first = output.stdout.lines().next().unwrap();
    assert!(
        first.starts_with("FAIL  first_sum: 1 of 2 tests fails. First: "),
        "{first}"
    );
    assert!(
        output.stdout.contains("\nok    second_sum\n"),
        "{}",
        output.stdout
    );
    book.write(FIRST_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    book.run_workbook(&["check"])
        .assert_success(&["] 2/2", "All done."]);
}

#[test]
fn an_unknown_exercise_name_gets_a_suggestion() {
    let book = create_book_with_exercises();
    book.run_workbook(&["check", "first_sun"])
        .assert_failure(&["there is no exercise `first_sun`", "`first_sum`?"]);
    book.run_workbook(&["hint", "zzz"])
        .assert_failure(&["choose one of"]);
}

#[test]
fn hint_prints_as_many_steps_as_asked_for() {
    let book = create_book_with_exercises();
    let output = book.run_workbook(&["hint", "first_sum"]);
    output.assert_success(&[
        "Hint 1 of 2",
        "2 + 2",
        "`cargo run -- hint first_sum 2`",
    ]);
    assert!(!output.stdout.contains("It is 4"), "{}", output.stdout);
    book.run_workbook(&["hint", "first_sum", "2"])
        .assert_success(&["It is 4.", "`cargo run -- solution first_sum`"]);
}

#[test]
fn solution_prints_the_code_without_the_tests() {
    let output =
        create_book_with_exercises().run_workbook(&["solution", "first_sum"]);
    output.assert_success(&["// Add.", "fn main() {}"]);
    assert!(!output.stdout.contains("#[test]"), "{}", output.stdout);
}

/// Also without git, and whatever the learner has committed.
#[test]
fn reset_keeps_a_backup_of_the_learners_code() {
    let book = create_book_with_exercises();
    solve_first_exercise(&book);
    book.run_workbook(&["reset", "first_sum"])
        .assert_failure(&["nothing was changed"]);
    let file = book.path().join(FIRST_EXERCISE_FILE);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        append_tests(SOLVED_SOURCE)
    );
    book.run_workbook(&["reset", "first_sum", "--yes"])
        .assert_success(&["is as shipped; your text is in"]);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        append_tests(BROKEN_SOURCE)
    );
    let backup = book.path().join(".workbook/backup/first_sum-1.rs");
    assert_eq!(
        fs::read_to_string(backup).unwrap(),
        append_tests(SOLVED_SOURCE)
    );
    book.run_workbook(&["list"])
        .assert_success(&["open    first_sum"]);
    fs::remove_file(&file).unwrap();
    book.run_workbook(&["reset", "first_sum", "--yes"])
        .assert_success(&[]);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        append_tests(BROKEN_SOURCE)
    );
}

/// A book with a page that shows its exercises, so that they count.
fn book_with_exercise_page() -> Book {
    let book = create_book_with_exercises();
    book.write(
        "src/waiting.md",
        "# Waiting\n\n{{#exercise first_sum}}\n\n{{#exercise second_sum}}\n",
    );
    book
}

#[test]
fn exported_progress_can_be_imported_elsewhere() {
    let (first, second) =
        (book_with_exercise_page(), book_with_exercise_page());
    first.write(FIRST_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    second.write(SECOND_EXERCISE_FILE, &append_tests(SOLVED_SOURCE));
    first
        .run_workbook(&["check", "first_sum"])
        .assert_success(&[]);
    second
        .run_workbook(&["check", "second_sum"])
        .assert_success(&[]);
    let file = first.path().join("mine.json");
    let file = file.to_str().unwrap();
    first
        .run_workbook(&["progress", "export", file])
        .assert_success(&["mine.json"]);
    first
        .run_workbook(&["progress", "export", file])
        .assert_failure(&["exists; choose another name"]);
    second
        .run_workbook(&["progress", "import", file])
        .assert_success(&[]);
    second.run_workbook(&["progress"]).assert_success(&[
        "1 of 1 pages done: waiting\n",
        "2 of 2 exercises solved: first_sum, second_sum\n",
    ]);
    second
        .run_workbook(&["progress", "reset", "--yes"])
        .assert_success(&["the old one is kept as", "before-reset-1.json"]);
    second
        .run_workbook(&["progress"])
        .assert_success(&["0 of 2 exercises solved\n"]);
}

#[test]
fn progress_prints_stored_counts_if_a_page_has_an_error() {
    let book = book_with_exercise_page();
    solve_first_exercise(&book);
    book.write("src/waiting.md", "# Waiting\n\n{{#exercise no_such}}\n");
    let output = book.run_workbook(&["progress"]);
    output.assert_failure(&["the book has an error", "no_such"]);
    assert!(
        output.stdout.contains("   1 exercises solved\n"),
        "{}",
        output.stdout
    );
}

#[test]
fn a_file_without_progress_is_not_imported() {
    let book = book_with_exercise_page();
    book.write("no.json", "{\"v\":1,");
    solve_first_exercise(&book);
    book.run_workbook(&["progress", "import", "no.json"])
        .assert_failure(&["`no.json`", "not a progress file"]);
    book.run_workbook(&["progress"])
        .assert_success(&["1 of 2 exercises solved"]);
}

#[test]
fn damaged_progress_is_renamed_and_reported() {
    let book = create_book_with_exercises();
    book.write(".workbook/progress.json", "{\"v\":1,\"solv");
    let output = book.run_workbook(&["list"]);
    output.assert_success(&["open    first_sum"]);
    assert!(output.stderr.contains("damaged"), "{}", output.stderr);
    assert!(output.stderr.contains("progress.damaged-1.json"));
    let aside = book.path().join(".workbook/progress.damaged-1.json");
    assert_eq!(fs::read_to_string(aside).unwrap(), "{\"v\":1,\"solv");
}

/// As in `cargo run -- list | head`, which reads a part and closes the pipe.
#[test]
fn no_command_panics_when_its_output_pipe_is_closed() {
    let book = create_book_with_exercises();
    for arguments in [
        &["--help"][..],
        &["list"],
        &["check"],
        &["check", "first_sum"],
        &["hint", "first_sum"],
        &["solution", "first_sum"],
        &["reset", "first_sum", "--yes"],
        &["progress"],
        &["progress", "export", "mine.json"],
        &["progress", "reset", "--yes"],
        &["build"],
        &["watch"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = book
            .workbook_command()
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(writer)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("Broken pipe"), "{arguments:?}: {stderr}");
        assert_ne!(output.status.code(), None, "{arguments:?}");
    }
}
