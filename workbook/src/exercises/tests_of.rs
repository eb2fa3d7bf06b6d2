//! The parts of an exercise's text.

/// From the line `#[cfg(test)]` on: the part that stays as it is.
pub fn tests_of(text: &str) -> Option<&str> {
    let start = match text.starts_with("#[cfg(test)]") {
        true => 0,
        false => text.find("\n#[cfg(test)]")? + 1,
    };
    Some(text[start..].trim_end())
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
    fn the_todo_has_a_line() {
        assert_eq!(todo_line(TEXT), Some(2));
        assert_eq!(todo_line("fn main() {}"), None);
    }
}
