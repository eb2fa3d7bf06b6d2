//! Takes the output of a test's process apart: the harness's lines, the
//! test's own output, and its panic message.

/// A panic message, with its place in the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Failure {
    pub message: String,
    /// A line of the text, counted from 1.
    pub line: Option<usize>,
}

/// Whether the harness's log says that the test has passed.
///
/// The exit code is not enough, because a program that calls `exit(0)` has it
/// too. Standard output is not either: the program can print anything.
pub fn has_passed(log: &str, test: &str) -> bool {
    log.lines().any(|line| line == format!("ok {test}"))
}

/// Returns what the test itself has printed.
pub fn output_of<'a>(stdout: &'a str, test: &str) -> &'a str {
    let head = "\nrunning 1 test\n";
    let output = stdout.strip_prefix(head).unwrap_or(stdout);
    match output.rfind(&format!("test {test}")) {
        Some(result) => &output[..result],
        None => output,
    }
}

/// Returns the names that `--list --format terse` has printed.
pub fn listed_tests(stdout: &str) -> Vec<String> {
    stdout
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .map(str::to_owned)
        .collect()
}

/// Finds the last panic of the test's own thread, or else the last panic of
/// any thread. The line is known if the panic is in `source_file`.
pub fn find_panic(
    stderr: &str,
    test: &str,
    source_file: &str,
) -> Option<Failure> {
    let panics: Vec<&str> = split_at_panics(stderr);
    let thread = format!("thread '{test}' ");
    let of_test = panics.iter().rev().find(|p| p.starts_with(&thread));
    let panic = of_test.or(panics.last())?;
    let (head, message) = panic.split_once('\n').unwrap_or((panic, ""));
    Some(Failure {
        message: strip_backtrace_note(message),
        line: panic_line_number(head, source_file),
    })
}

/// Each piece starts with `thread '`.
fn split_at_panics(stderr: &str) -> Vec<&str> {
    let is_panic = |index: &usize| {
        let starts_line = *index == 0 || stderr.as_bytes()[index - 1] == b'\n';
        let line = stderr[*index..].lines().next().unwrap_or_default();
        starts_line && line.contains(" panicked at ")
    };
    let threads = stderr.match_indices("thread '").map(|(index, _)| index);
    let mut bounds: Vec<usize> = threads.filter(is_panic).collect();
    bounds.push(stderr.len());
    bounds
        .windows(2)
        .map(|bound| &stderr[bound[0]..bound[1]])
        .collect()
}

/// `12` of `thread 'a' (7) panicked at one.rs:12:9:`.
fn panic_line_number(head: &str, source_file: &str) -> Option<usize> {
    let (_, place) = head.split_once(" panicked at ")?;
    let rest = place.strip_prefix(source_file)?.strip_prefix(':')?;
    rest.split(':').next()?.parse().ok()
}

fn strip_backtrace_note(message: &str) -> String {
    let lines = message
        .lines()
        .take_while(|line| !line.starts_with("note: run with `RUST_BACK"));
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARNESS_STDOUT: &str = "\nrunning 1 test\nasked\nok\n\
        test tests::waits ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 \
        ignored; 0 measured; 3 filtered out; finished in 0.06s\n\n";

    #[test]
    fn a_test_has_passed_only_if_the_log_has_its_ok_line() {
        assert!(has_passed("ok tests::waits\n", "tests::waits"));
        assert!(!has_passed("failed tests::waits\n", "tests::waits"));
        assert!(!has_passed("ok tests::waits_more\n", "tests::waits"));
        assert!(!has_passed("", "tests::waits"));
    }

    #[test]
    fn the_harness_s_lines_are_no_output_of_the_test() {
        assert_eq!(output_of(HARNESS_STDOUT, "tests::waits"), "asked\nok\n");
        let incomplete = "\nrunning 1 test\nasked\n";
        assert_eq!(output_of(incomplete, "tests::waits"), "asked\n");
    }

    #[test]
    fn tests_are_listed_and_benchmarks_are_not() {
        let names = listed_tests("tests::a: test\ntests::b: benchmark\n\n");
        assert_eq!(names, ["tests::a"]);
    }

    #[test]
    fn the_panic_of_the_test_itself_is_the_reason() {
        let stderr = "asked\n\
            thread 'tests::a' (7) panicked at one.rs:12:9:\n\
            assertion `left == right` failed: wrong\n  left: 1\n right: 2\n\
            note: run with `RUST_BACKTRACE=1` environment variable\n\
            thread '<unnamed>' (8) panicked at one.rs:3:5:\nlater\n";
        let failure = find_panic(stderr, "tests::a", "one.rs").unwrap();
        assert_eq!(failure.line, Some(12));
        assert_eq!(
            failure.message,
            "assertion `left == right` failed: wrong\n  left: 1\n right: 2"
        );
    }

    #[test]
    fn without_a_panic_of_the_test_another_threads_panic_is_the_reason() {
        let stderr = "thread '<unnamed>' (8) panicked at /std/a.rs:3:5:\nno\n";
        let failure = find_panic(stderr, "tests::a", "one.rs").unwrap();
        assert_eq!((failure.message.as_str(), failure.line), ("no", None));
        assert_eq!(find_panic("it says thread 'a'", "a", "one.rs"), None);
    }
}
