//! Cards of exercises.

use super::*;

/// The same book with an exercise.
fn expand_with_exercise(markdown: &str) -> Result<String, String> {
    let root = tempfile::tempdir().unwrap();
    let catalogue = write_catalogue(root.path());
    let write = |path: &str, markdown: &str| {
        let path = root.path().join("exercises").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, markdown).unwrap();
    };
    let tests = "fn main() {}\n\n#[cfg(test)]\nmod tests {\n    \
        #[test]\n    fn one() {}\n}\n";
    write(
        "info.toml",
        "format_version = 1\n[[exercises]]\nname = \"a_wait\"\n\
         dir = \"ch01_x\"\nhint = \"Look\nhere.\n\nAt `wait`.\"\n"
            .replace("Look\nhere.\n\n", "Look\\nhere.\\n\\n")
            .as_str(),
    );
    let learner_text =
        format!("//! A story\n//! of `two`.\n\n// TODO\n{tests}");
    write("exercises/ch01_x/a_wait.rs", &learner_text);
    write(
        "solutions/ch01_x/a_wait.rs",
        &learner_text.replace("TODO", "<done>"),
    );
    expand_directives(&catalogue, &ApiDocs::default(), page_source(markdown))
        .map_err(|problems| problems.to_string())
}

#[test]
fn an_exercise_becomes_a_card_with_its_tests_and_hints_folded() {
    let page = expand_with_exercise("{{#exercise a_wait}}").unwrap();
    for part in [
        "id=\"exercise-a_wait\" data-exercise=\"a_wait\" data-hash=\"",
        "<p class=\"listing-title\">A wait</p>",
        "cargo run -- check a_wait",
        "A story of <code>two</code>.</p>\n\n```rust,ignore\n# //! A story\n",
        "\n// TODO\nfn main() {}\n```\n",
        "<summary>Its test</summary>\n\n```rust,ignore\n#[cfg(test)]\n",
        "<summary>Hint 2 of 2</summary>\n<p>At <code>wait</code>.</p>",
        "\\u003cdone>",
        "<code>exercises/exercises/ch01_x/a_wait.rs</code>",
    ] {
        assert!(page.contains(part), "{part}\n--- in\n{page}");
    }
}

#[test]
fn a_misspelt_exercise_name_gets_a_suggestion() {
    let fault = expand_with_exercise("\n{{#exercise a_wit}}").unwrap_err();
    assert!(
        fault.starts_with(
            "`src/ch01.md:2`: there is no exercise `a_wit`\n  \
             help: did you mean `a_wait`?"
        ),
        "{fault}"
    );
}
