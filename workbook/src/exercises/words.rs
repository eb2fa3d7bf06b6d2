//! What a test's process has printed, taken apart: the harness's own lines,
//! the test's output, and the sentence that says why it failed.

/// Why a test failed, as far as it says so.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub message: String,
    /// A line of the text, counted from 1.
    pub line: Option<usize>,
}

/// Whether the harness says that this one test has passed. Its exit code is
/// not enough: a program that calls `exit(0)` has it too.
pub fn has_passed(stdout: &str) -> bool {
    let last = stdout.trim_end().lines().next_back().unwrap_or_default();
    last.starts_with("test result: ok. 1 passed;")
}

/// What the test itself has printed.
pub fn output_of<'a>(stdout: &'a str, test: &str) -> &'a str {
    let start = "\nrunning 1 test\n";
    let own = stdout.strip_prefix(start).unwrap_or(stdout);
    let end = own.rfind(&format!("test {test}")).unwrap_or(own.len());
    &own[..end]
}

/// The names in the answer to `--list --format terse`.
pub fn listed(stdout: &str) -> Vec<String> {
    stdout
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .map(str::to_owned)
        .collect()
}

/// The last panic of the test's own thread, or else the last one at all;
/// `file` is the text's own.
pub fn panic_in(stderr: &str, test: &str, file: &str) -> Option<Words> {
    let panics: Vec<&str> = split_at_panics(stderr);
    let of_test = format!("thread '{test}' ");
    let own = panics.iter().rev().find(|p| p.starts_with(&of_test));
    let panic = own.or(panics.last())?;
    let (head, message) = panic.split_once('\n').unwrap_or((panic, ""));
    Some(Words {
        message: without_note(message),
        line: line_in(head, file),
    })
}

/// Each piece starts with `thread '`.
fn split_at_panics(stderr: &str) -> Vec<&str> {
    let is_start = |at: &usize| {
        let is_line = *at == 0 || stderr.as_bytes()[at - 1] == b'\n';
        let line = stderr[*at..].lines().next().unwrap_or_default();
        is_line && line.contains(" panicked at ")
    };
    let starts = stderr.match_indices("thread '").map(|(at, _)| at);
    let starts: Vec<usize> = starts.filter(is_start).collect();
    let ends = starts.iter().skip(1).copied().chain([stderr.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(s, e)| &stderr[*s..e])
        .collect()
}

/// `12` of `thread 'a' (7) panicked at one.rs:12:9:`.
fn line_in(head: &str, file: &str) -> Option<usize> {
    let (_, place) = head.split_once(" panicked at ")?;
    let rest = place.strip_prefix(file)?.strip_prefix(':')?;
    rest.split(':').next()?.parse().ok()
}

fn without_note(message: &str) -> String {
    let lines = message
        .lines()
        .take_while(|line| !line.starts_with("note: run with `RUST_BACK"));
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STDOUT: &str = "\nrunning 1 test\nasked\nok\n\
        test tests::waits ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 \
        ignored; 0 measured; 3 filtered out; finished in 0.06s\n\n";

    #[test]
    fn the_harness_has_the_last_word() {
        assert!(has_passed(STDOUT));
        assert!(!has_passed("\nrunning 1 test\ntest tests::waits ... ok\n"));
        assert!(!has_passed(&STDOUT.replace("ok. 1", "ok. 0")));
    }

    #[test]
    fn its_lines_are_no_output_of_the_test() {
        assert_eq!(output_of(STDOUT, "tests::waits"), "asked\nok\n");
        let cut = "\nrunning 1 test\nasked\n";
        assert_eq!(output_of(cut, "tests::waits"), "asked\n");
    }

    #[test]
    fn tests_are_listed_and_benchmarks_are_not() {
        let names = listed("tests::a: test\ntests::b: benchmark\n\n");
        assert_eq!(names, ["tests::a"]);
    }

    #[test]
    fn the_panic_of_the_test_itself_is_the_reason() {
        let stderr = "asked\n\
            thread 'tests::a' (7) panicked at one.rs:12:9:\n\
            assertion `left == right` failed: wrong\n  left: 1\n right: 2\n\
            note: run with `RUST_BACKTRACE=1` environment variable\n\
            thread '<unnamed>' (8) panicked at one.rs:3:5:\nlater\n";
        let words = panic_in(stderr, "tests::a", "one.rs").unwrap();
        assert_eq!(words.line, Some(12));
        assert_eq!(
            words.message,
            "assertion `left == right` failed: wrong\n  left: 1\n right: 2"
        );
    }

    #[test]
    fn without_one_another_threads_panic_is() {
        let stderr = "thread '<unnamed>' (8) panicked at /std/a.rs:3:5:\nno\n";
        let words = panic_in(stderr, "tests::a", "one.rs").unwrap();
        assert_eq!((words.message.as_str(), words.line), ("no", None));
        assert_eq!(panic_in("it says thread 'a'", "a", "one.rs"), None);
    }
}
