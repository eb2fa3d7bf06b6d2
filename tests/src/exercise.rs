//! What the form of an exercise must be, so that learners and rustlings can
//! work with it.

use exercises::{Exercise, tests_of};

/// The longest name that rustlings takes.
const MAX_NAME_CHARS: usize = 32;
/// A step of a hint is read at a glance.
const MAX_HINT_WORDS: usize = 60;
const MAX_COLUMNS: usize = 80;

/// All that is wrong with the two texts of an exercise and its hints.
pub fn find_faults(
    exercise: &Exercise,
    shipped: &str,
    solution: &str,
) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let name = &exercise.name;
    let checks = [
        (
            name.len() <= MAX_NAME_CHARS
                && name.chars().all(|c| is_word(c) || c == '_'),
            "its name is too long or no snake_case: rustlings refuses it",
        ),
        (
            exercise.hints.len() >= 2,
            "its hint has fewer than two steps",
        ),
        (
            exercise.hints.iter().all(|hint| is_short_hint(hint)),
            "a step of its hint has more than 60 words",
        ),
        (
            exercise.shipped_failure.is_some(),
            "`info.toml` does not say how it `fails` as shipped",
        ),
        (
            shipped.matches("TODO").count() == 1
                && shipped.contains("// TODO: "),
            "it needs one `// TODO: …`, and no more",
        ),
        (!solution.contains("TODO"), "its solution has a TODO"),
        (
            story_line_count(shipped) == 2 && story_line_count(solution) == 2,
            "it does not start with a story of two lines `//! …`",
        ),
        (shipped.contains("fn main()"), "it has no `fn main()`"),
        (
            tests_of(shipped).is_some_and(|tests| tests.contains("#[test]\n")),
            "it has no plain `#[test]`, not even in a comment: rustlings looks \
             for one",
        ),
        (
            tests_of(shipped) == tests_of(solution),
            "its tests are not those of its solution",
        ),
        (
            without_tests(shipped) != without_tests(solution),
            "its code is that of its solution",
        ),
        (
            has_explaining_comment(shipped, solution),
            "no comment in its solution says why",
        ),
        (
            [shipped, solution]
                .iter()
                .all(|text| fits_in_80_columns(text)),
            "a line of it is longer than 80 columns",
        ),
    ];
    checks
        .into_iter()
        .filter(|(is_right, _)| !is_right)
        .map(|(_, fault)| fault.to_owned())
        .collect()
}

fn is_short_hint(hint: &str) -> bool {
    hint.split_whitespace().count() <= MAX_HINT_WORDS
}

fn fits_in_80_columns(source: &str) -> bool {
    source
        .lines()
        .all(|line| line.chars().count() <= MAX_COLUMNS)
}

fn story_line_count(source: &str) -> usize {
    source.lines().take_while(|l| l.starts_with("//! ")).count()
}

fn without_tests(source: &str) -> &str {
    let tests = tests_of(source).unwrap_or_default();
    let source = source.trim_end();
    source.strip_suffix(tests).unwrap_or(source)
}

/// A comment of the solution that the exercise does not have.
fn has_explaining_comment(shipped: &str, solution: &str) -> bool {
    let shipped: Vec<&str> =
        without_tests(shipped).lines().map(str::trim).collect();
    without_tests(solution)
        .lines()
        .map(str::trim)
        .any(|line| line.starts_with("// ") && !shipped.contains(&line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED_SOURCE: &str = "//! A story.\n//! It goes on.\n\n// TODO: \
        add\n\
        fn total() -> u32 {\n    3\n}\n\nfn main() {}\n\n#[cfg(test)]\n\
        mod tests {\n    #[test]\n    fn it_adds() {}\n}\n";

    fn sample_exercise() -> Exercise {
        Exercise {
            name: "total".to_owned(),
            dir: "ch01_x".to_owned(),
            hints: vec!["A?".to_owned(), "B.".to_owned()],
            shipped_failure: Some("3".to_owned()),
        }
    }

    fn sample_solution() -> String {
        SHIPPED_SOURCE
            .replace("// TODO: add", "// Since two and two are four.")
            .replace("    3\n", "    4\n")
    }

    #[track_caller]
    fn assert_fault(shipped: &str, solution: &str, fault: &str) {
        let faults = find_faults(&sample_exercise(), shipped, solution);
        assert_eq!(faults.len(), 1, "{faults:#?}");
        assert!(faults[0].contains(fault), "{faults:#?}");
    }

    #[test]
    fn a_well_formed_exercise_has_no_faults() {
        let faults =
            find_faults(&sample_exercise(), SHIPPED_SOURCE, &sample_solution());
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn each_fault_of_a_text_is_found() {
        let solution = sample_solution();
        let no_todo = SHIPPED_SOURCE.replace("// TODO: add", "// Add");
        assert_fault(&no_todo, &solution, "needs one `// TODO");
        let long = SHIPPED_SOURCE.replace("A story.", &"long ".repeat(20));
        assert_fault(&long, &solution, "80 columns");
        let other = SHIPPED_SOURCE.replace("it_adds", "it_adds_up");
        assert_fault(&other, &solution, "tests are not those");
        assert_fault(
            SHIPPED_SOURCE,
            &SHIPPED_SOURCE.replace("// TODO: add\n", ""),
            "says why",
        );
        let story = SHIPPED_SOURCE.replace("//! It goes on.\n", "");
        assert_fault(&story, &solution, "story");
        let main = SHIPPED_SOURCE.replace("fn main() {}\n\n", "");
        assert_fault(&main, &solution, "fn main()");
    }

    #[test]
    fn each_fault_of_an_entry_is_found() {
        let mut wrong = sample_exercise();
        wrong.name = "Sum-up".to_owned();
        wrong.hints.pop();
        wrong.shipped_failure = None;
        let faults = find_faults(&wrong, SHIPPED_SOURCE, &sample_solution());
        assert_eq!(faults.len(), 3, "{faults:#?}");
    }
}
