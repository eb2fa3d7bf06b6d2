//! Compiling, checking, and programs that are there already.

use crate::driver::{
    ActiveRun, create_job, root, run, shared_runner, start, wait_for,
};
use catalogue::Catalogue;
use runner::{EndKind, Job, RunEvent};
use toolchain::Diagnostic;

fn is_compiling(event: &RunEvent) -> bool {
    matches!(event, RunEvent::Compiling)
}

const WRONG_PROGRAM: &str = "fn main() {\n    let city = String::new();\n    \
    drop(city);\n    println!(\"{city}\");\n}\n";

/// Asserts that this is the error of `WRONG_PROGRAM`, with its places.
#[track_caller]
fn assert_is_error_of_wrong_program(diagnostic: &Diagnostic) {
    assert_eq!(diagnostic.level, "error");
    assert_eq!(diagnostic.code.as_deref(), Some("E0382"));
    assert!(diagnostic.rendered.contains("--> two_waits.rs:4:"));
    let primary = diagnostic.spans.iter().find(|span| span.primary).unwrap();
    let place = (primary.line_start, primary.column_start, primary.line_end);
    assert_eq!(place, (4, 16, 4), "{diagnostic:?}");
    assert!(primary.label.as_ref().unwrap().contains("after move"));
    assert!(diagnostic.spans.iter().any(|span| span.line_start == 3));
}

#[test]
fn an_error_is_reported_at_its_line() {
    let log = run(WRONG_PROGRAM);
    let diagnostics: Vec<&Diagnostic> = log
        .events
        .iter()
        .filter_map(|event| match event {
            RunEvent::Diagnostic(diagnostic) => Some(diagnostic),
            _ => None,
        })
        .collect();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    assert_is_error_of_wrong_program(diagnostics[0]);
    assert_eq!(log.run_end().kind, EndKind::NotCompiled);
    log.run_end().assert_message_has("1 error.");
    assert!(!log.has_event(|event| matches!(event, RunEvent::Started { .. })));
}

#[test]
fn a_type_check_reports_the_same_error_and_runs_nothing() {
    run("fn main() {}").assert_exited(0);
    let found =
        wait_for(shared_runner().check(create_job(WRONG_PROGRAM))).unwrap();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_is_error_of_wrong_program(&found[0]);
    assert_eq!(
        wait_for(shared_runner().check(create_job("fn main() {}"))).unwrap(),
        []
    );
}

#[test]
fn a_program_is_compiled_once_and_its_warnings_are_reported_again() {
    // Not compiled by an earlier test run.
    let now = std::time::SystemTime::now();
    let source = format!("fn main() {{\n    let unused = 1;\n}}\n// {now:?}");
    let first = run(&source);
    let second = run(&source);
    assert!(first.assert_exited(0).has_event(is_compiling));
    assert!(!second.assert_exited(0).has_event(is_compiling));
    for log in [first, second] {
        assert!(log.has_event(|event| matches!(
            event,
            RunEvent::Diagnostic(warning) if warning.level == "warning"
                && warning.code.as_deref() == Some("unused_variables")
                && warning.spans[0].line_start == 2
        )));
    }
}

#[test]
fn a_program_compiled_ahead_starts_without_compiling() {
    run("fn main() {}").assert_exited(0);
    let now = std::time::SystemTime::now();
    let source = format!("fn main() {{}} // {now:?}");
    wait_for(shared_runner().build_ahead(create_job(&source))).unwrap();
    assert!(!run(&source).assert_exited(0).has_event(is_compiling));
    let error =
        wait_for(shared_runner().build_ahead(create_job(WRONG_PROGRAM)))
            .unwrap_err();
    assert_eq!(error.to_string(), "`two_waits` does not compile");
}

#[test]
fn an_unchanged_listing_starts_from_cargos_build() {
    let catalogue = Catalogue::load(&root()).unwrap();
    let listing = catalogue.find("two_waits").unwrap();
    let source = catalogue.source(listing).unwrap().text();
    // Its recorded program may not have been compiled ahead yet.
    start(&source).stop_after_printing("Asking the database\n");
    let mut active = start(&source);
    let started =
        active.receive_until(|event| matches!(event, RunEvent::Started { .. }));
    assert!(matches!(started, RunEvent::Started { prebuilt: true, .. }));
    let log = active.stop_after_printing("Asking the database\n");
    assert!(!log.has_event(is_compiling));
}

#[test]
fn a_listing_uses_the_crates_of_its_chapter_and_no_others() {
    run("#[tokio::main] async fn main() { tokio::task::yield_now().await }")
        .assert_exited(0);
    let log = run("fn main() { mio::Poll::new().unwrap(); }");
    assert_eq!(log.run_end().kind, EndKind::NotCompiled, "{log:#?}");
}

#[test]
fn a_program_cannot_change_its_crate_type() {
    // Neither another kind of crate nor a file of another name.
    run("#![crate_type = \"lib\"]\nfn main() { println!(\"{}\", file!()) }")
        .assert_exited(0);
}

#[test]
fn an_unknown_listing_name_gets_a_suggestion() {
    let unknown = Job {
        source: "fn main() {}".to_owned(),
        listing: "two_wait".to_owned(),
        arguments: Vec::new(),
    };
    let run_end = ActiveRun::start(shared_runner(), unknown)
        .finish()
        .run_end();
    assert_eq!(run_end.kind, EndKind::Failed);
    assert_eq!(
        run_end.message,
        "there is no listing `two_wait`; did you mean `two_waits`?"
    );
}
