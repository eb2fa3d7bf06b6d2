//! The parts of an exercise's text.

/// Returns the tests: the line `#[cfg(test)]` and all that follows.
pub fn tests_of(source: &str) -> Option<&str> {
    let start = if source.starts_with("#[cfg(test)]") {
        0
    } else {
        source.find("\n#[cfg(test)]")? + 1
    };
    Some(source[start..].trim_end())
}

/// Returns the code above the tests.
pub fn code_of(source: &str) -> &str {
    let tests = tests_of(source).unwrap_or_default();
    let source = source.trim_end();
    source.strip_suffix(tests).unwrap_or(source).trim_end()
}

/// Whether two texts have the same tests. White space at the ends of lines is
/// ignored, because an editor may have changed the line endings.
pub fn have_same_tests(first: &str, second: &str) -> bool {
    let lines = |source| -> Option<Vec<String>> {
        let lines = tests_of(source)?.lines();
        Some(lines.map(|line| line.trim_end().to_owned()).collect())
    };
    let tests = lines(first);
    tests.is_some() && tests == lines(second)
}

/// Returns the line of the `TODO`, counted from 1.
pub fn todo_line_number(source: &str) -> Option<usize> {
    let index = source.lines().position(|line| line.contains("// TODO"))?;
    Some(index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXERCISE_SOURCE: &str = "//! A story.\n// TODO: mend it\nfn main() \
        {}\n\n\
        #[cfg(test)]\nmod tests {}\n\n";

    #[test]
    fn tests_module_starts_at_its_attribute() {
        assert_eq!(
            tests_of(EXERCISE_SOURCE),
            Some("#[cfg(test)]\nmod tests {}")
        );
        assert_eq!(tests_of("fn main() {} // #[cfg(test)]"), None);
    }

    #[test]
    fn the_code_ends_where_the_tests_start() {
        let code = "//! A story.\n// TODO: mend it\nfn main() {}";
        assert_eq!(code_of(EXERCISE_SOURCE), code);
        assert_eq!(code_of("fn a() {}\n"), "fn a() {}");
    }

    #[test]
    fn tests_with_other_line_endings_are_the_same() {
        let windows = EXERCISE_SOURCE.replace('\n', "\r\n");
        assert!(have_same_tests(EXERCISE_SOURCE, &windows));
        assert!(!have_same_tests(
            EXERCISE_SOURCE,
            &EXERCISE_SOURCE.replace("tests {}", "t {}")
        ));
        assert!(!have_same_tests("fn main() {}", "fn main() {}"));
    }

    #[test]
    fn the_line_number_of_the_todo_is_found() {
        assert_eq!(todo_line_number(EXERCISE_SOURCE), Some(2));
        assert_eq!(todo_line_number("fn main() {}"), None);
    }
}
