use super::*;
use crate::{ListingKind, OwnLimits};

const LISTING_SOURCE: &str = "//! Two waits.\nfn main() {\n    wait(1);\n    \
                      wait(2);\n    say();\n}\n";

fn create_listing() -> Listing {
    Listing {
        name: "two_waits".to_owned(),
        kind: ListingKind::Runs,
        path: PathBuf::from("listings/ch01-waiting/two_waits.rs"),
        runs_alone: false,
        runs_on_playground: false,
        runs_unrecorded: false,
        limits: OwnLimits::default(),
    }
}

fn parse_file(file_text: &str) -> Result<Vec<TryTask>, SourceError> {
    file::parse(file_text, &create_listing(), LISTING_SOURCE)
}

/// The only task of a file with these lines after its `task` and its `why`.
fn parse_task(toml_lines: &str) -> TryTask {
    let text = format!("[[try]]\ntask = \"Do.\"\nwhy = \"So.\"\n{toml_lines}");
    parse_file(&text).unwrap().remove(0)
}

#[track_caller]
fn assert_refused(toml_lines: &str, line: usize, expected_message: &str) {
    let text = format!("[[try]]\ntask = \"Do.\"\nwhy = \"So.\"\n{toml_lines}");
    let error = parse_file(&text).unwrap_err();
    assert!(error.message.contains(expected_message), "{error:?}");
    assert_eq!(error.line, Some(line), "{error:?}");
}

const EDIT_TABLE: &str =
    "[[try.edit]]\nfind = \"wait(1)\"\nreplace = \"wait(3)\"\n";

#[test]
fn only_a_listing_in_unstable_has_a_command() {
    let command = "command = \"FLAG=1 cargo run --example two_waits\"\n";
    assert_refused(
        &format!("prints = \"\"\n{command}{EDIT_TABLE}"),
        5,
        "the listing isn't in `unstable/`",
    );
    let mut listing = create_listing();
    listing.kind = ListingKind::Unstable;
    listing.path = PathBuf::from("unstable/waits/two_waits.rs");
    let parse = |lines: &str| {
        let lines = format!("{lines}prints = \"\"\n{EDIT_TABLE}");
        let text = format!("[[try]]\ntask = \"Do.\"\nwhy = \"So.\"\n{lines}");
        file::parse(&text, &listing, LISTING_SOURCE)
    };
    let error = parse("").unwrap_err();
    assert!(error.message.contains("has no `command`"), "{error:?}");
    let task = parse(command).unwrap().remove(0);
    assert_eq!(
        task.command(&listing),
        "cd unstable/waits && FLAG=1 cargo run --example two_waits"
    );
    let Expected::Prints(session) = task.expected else {
        panic!("no session");
    };
    assert_eq!(session.command, "FLAG=1 cargo run --example two_waits");
}

#[test]
fn edits_are_made_in_the_order_of_their_places() {
    let task = parse_task(
        "prints = \"\"\n\
         [[try.edit]]\nfind = \"wait(2);\\n\"\nreplace = \"\"\n\
         [[try.edit]]\nfind = \"wait(1)\"\nreplace = \"a();\\n    b()\"\n",
    );
    assert_eq!(
        task.apply(LISTING_SOURCE),
        "//! Two waits.\nfn main() {\n    a();\n    b();\n        say();\n}\n"
    );
}

#[test]
fn changed_lines_are_whole_and_those_of_one_line_stand_together() {
    let changed = |lines: &str| parse_task(lines).changed_lines(LISTING_SOURCE);
    let first_lines = changed(&format!("prints = \"\"\n{EDIT_TABLE}"));
    assert_eq!(first_lines[0].removed, ["    wait(1);"]);
    assert_eq!(first_lines[0].added, ["    wait(3);"]);
    let two = changed(
        "prints = \"\"\n[[try.edit]]\nfind = \"fn\"\nreplace = \"async fn\"\n\
         [[try.edit]]\nfind = \"main\"\nreplace = \"run\"\n\
         [[try.edit]]\nfind = \"    say();\\n\"\nreplace = \"\"\n",
    );
    assert_eq!(two.len(), 2);
    assert_eq!(two[0].added, ["async fn run() {"]);
    assert_eq!(two[1].removed, ["    say();"]);
    assert!(two[1].added.is_empty());
}

#[test]
fn each_expected_end_is_parsed() {
    let expected =
        |lines: &str| parse_task(&format!("{lines}{EDIT_TABLE}")).expected;
    let Expected::Prints(session) = expected("prints = \"[~5] s\"\nexit = 2\n")
    else {
        panic!("it prints");
    };
    assert_eq!((session.status, session.items.len()), (2, 1));
    assert_eq!(
        expected("error = \"E0382\"\n"),
        Expected::CompileError("E0382".to_owned())
    );
    assert_eq!(expected("hangs = true\n"), Expected::Hangs(None));
    let Expected::Panics { exit, prints, .. } =
        expected("panics = \"alas\"\nprints = \"a\"\n")
    else {
        panic!("it panics");
    };
    assert_eq!((exit, prints.unwrap().items.len()), (101, 1));
}

#[test]
fn arguments_are_part_of_the_command() {
    let task = parse_task("args = [\"3\", \"2\"]\nprints = \"\"\n");
    let command = "cargo run --example two_waits -- 3 2";
    assert_eq!(task.command(&create_listing()), command);
    let Expected::Prints(session) = task.expected else {
        panic!("it prints");
    };
    assert_eq!(session.arguments(), ["3", "2"]);
}

#[test]
fn an_error_names_its_line_and_says_what_is_wrong() {
    let find = |text: &str| {
        format!("error = \"E\"\n[[try.edit]]\nfind = {text}\nreplace = \"\"\n")
    };
    assert_refused(&find("\"wait(9)\""), 6, "doesn't occur");
    assert_refused(&find("\"\""), 6, "doesn't occur");
    assert_refused(&find("\"wait\""), 6, "occurs 3 times");
    let twice = format!("error = \"E\"\n{EDIT_TABLE}{EDIT_TABLE}");
    assert_refused(&twice, 9, "another edit");
    assert_refused("prints = \"\"\n", 1, "changes nothing");
    assert_refused(EDIT_TABLE, 1, "doesn't say what happens");
    assert_refused(
        &format!("prints = \"\"\nerror = \"E\"\n{EDIT_TABLE}"),
        1,
        "several things",
    );
    assert_refused(&format!("hangs = false\n{EDIT_TABLE}"), 4, "says nothing");
    assert_refused(
        &format!("hangs = true\nexit = 1\n{EDIT_TABLE}"),
        5,
        "doesn't end by itself",
    );
    assert_refused(
        &format!("id = \"A b\"\nhangs = true\n{EDIT_TABLE}"),
        4,
        "not an id",
    );
    assert_refused(
        &format!("prints = \"\"\"\na\n[any order]\nb\n\"\"\"\n{EDIT_TABLE}"),
        6,
        "never ends",
    );
    assert_refused(
        &format!("prints = \"$ a\"\n{EDIT_TABLE}"),
        4,
        "starts with `$ `",
    );
    assert_refused("pints = \"\"\n", 4, "unknown field `pints`");
}

#[test]
fn several_tasks_have_ids_of_their_own() {
    let two = |first: &str, second: &str| {
        let task = "task = \"Do.\"\nwhy = \"So.\"\nhangs = true\n\
                    args = [\"1\"]\n";
        parse_file(&format!("[[try]]\n{first}{task}[[try]]\n{second}{task}"))
    };
    let error = two("", "").unwrap_err();
    assert!(error.message.contains("has no `id`"), "{error:?}");
    let error = two("id = \"a\"\n", "id = \"a\"\n").unwrap_err();
    assert_eq!(
        (error.line, &*error.message),
        (Some(7), "has the id `a` twice")
    );
    let tasks = two("id = \"slow\"\n", "id = \"fast\"\n").unwrap();
    assert_eq!(tasks[1].name(&create_listing()), "two_waits/fast");
    assert_eq!(TryTask::find_by_id(&tasks, "fast").unwrap(), &tasks[1]);
    let error = TryTask::find_by_id(&tasks, "fats").unwrap_err();
    assert_eq!(error.message, "there is no task `fats`");
    assert_eq!(error.help, "did you mean `fast`?");
}

fn create_outcome(run_end: RunEnd, code: Option<i32>, stdout: &str) -> Outcome {
    Outcome {
        args: Vec::new(),
        run_end,
        code,
        ms: Some(3000.0),
        stdout: stdout.to_owned(),
        stderr: "thread 'main' panicked at a.rs:3:5:\nalas\n".to_owned(),
        errors: vec!["error[E0382]: use of moved value\n".to_owned()],
    }
}

#[test]
fn a_run_fits_only_if_all_that_the_task_says_happened() {
    let fits = |lines: &str, outcome: &Outcome| {
        parse_task(&format!("{lines}{EDIT_TABLE}")).fits(outcome)
    };
    let printed = create_outcome(RunEnd::Exit, Some(0), "after 1.02 s\n");
    assert!(fits("prints = \"after 1.00 s\"\n", &printed));
    assert!(!fits("prints = \"after 2.00 s\"\n", &printed));
    assert!(!fits("prints = \"after 1.00 s\"\nexit = 1\n", &printed));
    assert!(!fits("hangs = true\n", &printed));
    assert!(!fits("error = \"E0382\"\n", &printed));

    let rejected = create_outcome(RunEnd::NotCompiled, None, "");
    assert!(fits("error = \"E0382\"\n", &rejected));
    assert!(!fits("error = \"E0499\"\n", &rejected));
    assert!(!fits("prints = \"\"\n", &rejected));

    let stopped = create_outcome(RunEnd::Stopped, None, "one\n");
    assert!(fits("hangs = true\nprints = \"one\"\n", &stopped));
    assert!(!fits("hangs = true\nprints = \"two\"\n", &stopped));
    let soon = Outcome {
        ms: Some(500.0),
        ..stopped
    };
    assert!(!fits("hangs = true\n", &soon));

    let panicked = create_outcome(RunEnd::Exit, Some(101), "one\n");
    assert!(fits("panics = \"alas\"\nprints = \"one\"\n", &panicked));
    assert!(!fits("panics = \"hurray\"\n", &panicked));
    assert!(!fits("panics = \"alas\"\nexit = 0\n", &panicked));
}

#[test]
fn a_run_with_other_arguments_does_not_fit() {
    let task = parse_task("args = [\"3\"]\nprints = \"one\"\n");
    let mut run = create_outcome(RunEnd::Exit, Some(0), "one\n");
    assert!(!task.fits(&run));
    run.args = vec!["3".to_owned()];
    assert!(task.fits(&run));
}

#[test]
fn an_error_is_found_by_its_code_or_its_text() {
    let messages = "error[E0382]: use of moved value: `a`\n";
    assert!(contains_error(messages, "E0382"));
    assert!(!contains_error("error: see E0382\n", "E0382"));
    assert!(contains_error(messages, "use of moved value"));
    assert!(!contains_error(messages, "E0499"));
}
