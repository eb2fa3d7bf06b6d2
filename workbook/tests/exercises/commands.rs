//! The commands for exercises and for the progress.

use crate::{BROKEN, FIRST, SECOND, SOLVED, book, with_code};
use std::fs;
use std::process::Command;

#[test]
fn check_tells_what_fails_and_what_to_do() {
    let book = book();
    let said = book.output(&["check", "first_sum"]);
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    let place = format!("{FIRST}:");
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
        assert!(said.stdout.contains(part), "{part}: {}", said.stdout);
    }
    assert!(!said.stdout.contains('\x1b'), "{}", said.stdout);
}

#[test]
fn what_is_solved_stays_so_though_its_file_changes() {
    let book = book();
    book.write(FIRST, &with_code(SOLVED));
    book.output(&["check", "first_sum"]).went_well(&[
        "Solved: all 2 tests pass.",
        "] 1/2",
        "Next: `",
    ]);
    let progress = book.path().join(".workbook/progress.json");
    assert!(fs::read_to_string(progress).unwrap().contains("first_sum"));
    book.output(&["list"]).went_well(&[
        "solved  first_sum",
        "open    second_sum",
        "] 1/2",
    ]);
    book.write(FIRST, &with_code(BROKEN));
    assert_eq!(book.output(&["check", "first_sum"]).code, Some(1));
    book.output(&["list"])
        .went_well(&["solved  first_sum", "] 1/2"]);
}

#[test]
fn an_exercise_with_other_tests_is_open_again() {
    let book = book();
    book.write(FIRST, &with_code(SOLVED));
    book.output(&["check", "first_sum"]).went_well(&["] 1/2"]);
    let solution = "exercises/solutions/ch01_waiting/first_sum.rs";
    let text = with_code(SOLVED);
    book.write(solution, &text.replace("    #[test]", "// And:\n#[test]"));
    book.output(&["list"]).went_well(&["solved  first_sum"]);
    book.write(solution, &text.replace("< 10", "< 9"));
    book.output(&["list"]).went_well(&["open    first_sum"]);
}

#[test]
fn check_of_all_is_a_line_for_each() {
    let book = book();
    book.write(SECOND, &with_code(SOLVED));
    let said = book.output(&["check"]);
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    let first = said.stdout.lines().next().unwrap();
    assert!(
        first.starts_with("FAIL  first_sum: 1 of 2 tests fails. First: "),
        "{first}"
    );
    assert!(
        said.stdout.contains("\nok    second_sum\n"),
        "{}",
        said.stdout
    );
    book.write(FIRST, &with_code(SOLVED));
    book.output(&["check"]).went_well(&["] 2/2", "All done."]);
}

#[test]
fn names_that_do_not_exist_get_a_suggestion() {
    let book = book();
    book.output(&["check", "first_sun"])
        .failed(&["there is no exercise `first_sun`", "`first_sum`?"]);
    book.output(&["hint", "zzz"]).failed(&["choose one of"]);
}

#[test]
fn a_hint_is_given_step_by_step() {
    let book = book();
    let said = book.output(&["hint", "first_sum"]);
    said.went_well(&[
        "Hint 1 of 2",
        "2 + 2",
        "`cargo run -- hint first_sum 2`",
    ]);
    assert!(!said.stdout.contains("It is 4"), "{}", said.stdout);
    book.output(&["hint", "first_sum", "2"])
        .went_well(&["It is 4.", "`cargo run -- solution first_sum`"]);
}

#[test]
fn a_solution_is_shown_without_the_tests() {
    let said = book().output(&["solution", "first_sum"]);
    said.went_well(&["// Add.", "fn main() {}"]);
    assert!(!said.stdout.contains("#[test]"), "{}", said.stdout);
}

#[test]
fn a_reset_keeps_what_was_written() {
    let book = book();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
        let output = Command::new("git")
            .current_dir(book.path())
            .args(identity)
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "-m", "shipped"]);
    book.write(FIRST, &with_code(SOLVED));
    // A learner may commit a solution.
    git(&["commit", "--quiet", "--all", "-m", "solved"]);
    book.output(&["check", "first_sum"]).went_well(&["] 1/2"]);
    book.output(&["reset", "first_sum"])
        .failed(&["nothing was changed"]);
    let file = book.path().join(FIRST);
    assert_eq!(fs::read_to_string(&file).unwrap(), with_code(SOLVED));
    book.output(&["reset", "first_sum", "--yes"])
        .went_well(&["is as shipped; your text is in"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), with_code(BROKEN));
    let backup = book.path().join(".workbook/backup/first_sum-1.rs");
    assert_eq!(fs::read_to_string(backup).unwrap(), with_code(SOLVED));
    book.output(&["list"]).went_well(&["open    first_sum"]);
}

#[test]
fn without_git_a_reset_changes_nothing() {
    let book = book();
    book.write(FIRST, &with_code(SOLVED));
    let said = Command::new(env!("CARGO_BIN_EXE_workbook"))
        .current_dir(book.path())
        .args(["reset", "first_sum", "--yes"])
        // Above the book there may be a repository.
        .env("GIT_CEILING_DIRECTORIES", book.path().parent().unwrap())
        .output()
        .unwrap();
    assert!(!said.status.success());
    let file = book.path().join(FIRST);
    assert_eq!(fs::read_to_string(file).unwrap(), with_code(SOLVED));
}

#[test]
fn progress_goes_to_another_machine() {
    let (here, there) = (book(), book());
    here.write(FIRST, &with_code(SOLVED));
    there.write(SECOND, &with_code(SOLVED));
    here.output(&["check", "first_sum"]).went_well(&[]);
    there.output(&["check", "second_sum"]).went_well(&[]);
    let file = here.path().join("mine.json");
    let file = file.to_str().unwrap();
    here.output(&["progress", "export", file])
        .went_well(&["mine.json"]);
    here.output(&["progress", "export", file])
        .failed(&["exists; choose another name"]);
    there.output(&["progress", "import", file]).went_well(&[]);
    there
        .output(&["progress"])
        .went_well(&["2 exercises solved: first_sum, second_sum"]);
    there
        .output(&["progress", "reset", "--yes"])
        .went_well(&["the old one is kept as", "before-reset-1.json"]);
    there
        .output(&["progress"])
        .went_well(&["0 exercises solved\n"]);
}

#[test]
fn what_is_no_progress_is_not_imported() {
    let book = book();
    book.write("no.json", "{\"v\":1,");
    book.write(FIRST, &with_code(SOLVED));
    book.output(&["check", "first_sum"]).went_well(&[]);
    book.output(&["progress", "import", "no.json"])
        .failed(&["`no.json`", "no progress"]);
    book.output(&["progress"])
        .went_well(&["1 exercises solved"]);
}

#[test]
fn damaged_progress_is_set_aside_and_said() {
    let book = book();
    book.write(".workbook/progress.json", "{\"v\":1,\"solv");
    let said = book.output(&["list"]);
    said.went_well(&["open    first_sum"]);
    let said = match said.stderr.contains("damaged") {
        true => said,
        false => panic!("nothing was said: {}", said.stderr),
    };
    assert!(said.stderr.contains("progress.damaged-1.json"));
    let aside = book.path().join(".workbook/progress.damaged-1.json");
    assert_eq!(fs::read_to_string(aside).unwrap(), "{\"v\":1,\"solv");
}
