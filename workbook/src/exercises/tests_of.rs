//! The parts of an exercise's text.

/// From the line `#[cfg(test)]` on: the part that stays as it is.
pub fn tests_of(text: &str) -> Option<&str> {
    let start = match text.starts_with("#[cfg(test)]") {
        true => 0,
        false => text.find("\n#[cfg(test)]")? + 1,
    };
    Some(text[start..].trim_end())
}

/// What stands above that part.
pub fn code_of(text: &str) -> &str {
    let tests = tests_of(text).unwrap_or_default();
    let text = text.trim_end();
    text.strip_suffix(tests).unwrap_or(text).trim_end()
}

/// Whether these parts are the same, but for blanks at the ends of lines: an
/// editor of another system may have changed those.
pub fn have_same_tests(one: &str, other: &str) -> bool {
    let lines = |text| -> Option<Vec<String>> {
        let lines = tests_of(text)?.lines();
        Some(lines.map(|line| line.trim_end().to_owned()).collect())
    };
    let tests = lines(one);
    tests.is_some() && tests == lines(other)
}

/// The line of the `TODO`, counted from 1: where the learner starts.
pub fn todo_line(text: &str) -> Option<usize> {
    let at = text.lines().position(|line| line.contains("// TODO"))?;
    Some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "//! A story.\n// TODO: mend it\nfn main() {}\n\n\
        #[cfg(test)]\nmod tests {}\n\n";

    #[test]
    fn tests_start_at_their_attribute() {
        assert_eq!(tests_of(TEXT), Some("#[cfg(test)]\nmod tests {}"));
        assert_eq!(tests_of("fn main() {} // #[cfg(test)]"), None);
    }

    #[test]
    fn the_code_ends_where_the_tests_start() {
        let code = "//! A story.\n// TODO: mend it\nfn main() {}";
        assert_eq!(code_of(TEXT), code);
        assert_eq!(code_of("fn a() {}\n"), "fn a() {}");
    }

    #[test]
    fn other_ends_of_lines_are_the_same_tests() {
        let windows = TEXT.replace('\n', "\r\n");
        assert!(have_same_tests(TEXT, &windows));
        assert!(!have_same_tests(TEXT, &TEXT.replace("tests {}", "t {}")));
        assert!(!have_same_tests("fn main() {}", "fn main() {}"));
    }

    #[test]
    fn the_todo_has_a_line() {
        assert_eq!(todo_line(TEXT), Some(2));
        assert_eq!(todo_line("fn main() {}"), None);
    }
}
