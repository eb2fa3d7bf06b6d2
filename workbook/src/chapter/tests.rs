use super::*;
use std::fs;

/// A book with one listing, one broken one, and no chapter.
fn catalogue(root: &Path) -> Catalogue {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "listings/ch01-waiting/Cargo.toml",
        "[package]\nname = \"ch01-waiting\"\n[[example]]\n\
         name = \"two_waits\"\npath = \"two_waits.rs\"\n",
    );
    write(
        "listings/ch01-waiting/two_waits.rs",
        "//! Two `waits`.\nfn main() {\n    // ANCHOR: new\n    wait();\n\
         \x20   // ANCHOR_END: new\n}\n",
    );
    write(
        "listings/ch01-waiting/two_waits.out",
        "$ cargo run --example two_waits\n[kb~1.5] KB\n",
    );
    write(
        "listings/ch01-waiting/two_waits.run.json",
        r#"{"v":1,"end":9.0,"code":0,"out":[[1.0,"stdout","1.4 KB\n"]]}"#,
    );
    write(
        "listings/ch01-waiting/two_waits.predict.toml",
        "question = \"How much is `kb`?\"\nafter = \"So\\n\\nit is.\"\n\
         number = { line = \"{} KB\", tolerance = 0.1 }\n\
         [[wrong]]\nnear = 2.0\nwhy = \"Not 2 KB.\"\n",
    );
    write("listings/ch01-waiting/broken/moved.rs", "//! Moved.\nfn\n");
    write(
        "listings/ch01-waiting/broken/moved.out",
        "$ cargo run -- run moved\n? 1\nerror\n",
    );
    Catalogue::load(root).unwrap()
}

fn expanded(text: &str) -> Result<String, String> {
    let root = tempfile::tempdir().unwrap();
    expand(&catalogue(root.path()), Path::new("src/ch01.md"), text)
        .map_err(|problems| problems.to_string())
}

#[test]
fn a_listing_becomes_a_card_with_code_command_and_output() {
    let page = expanded("{{#listing two_waits anchor=new}}").unwrap();
    assert!(page.contains("data-listing=\"two_waits\""), "{page}");
    assert!(page.contains("Two <code>waits</code></p>"), "{page}");
    assert!(page.contains("cargo run --example two_waits"), "{page}");
    assert!(page.contains("```rust\n# //! Two `waits`.\n"), "{page}");
    assert!(page.contains("\n    wait();\n# }\n```"), "{page}");
    assert!(page.contains("```text\n1.5 KB\n```"), "{page}");
}

#[test]
fn a_listing_that_is_not_recorded_says_so_to_the_page() {
    let root = tempfile::tempdir().unwrap();
    let page = |catalogue: &Catalogue| {
        expand(
            catalogue,
            Path::new("src/ch01.md"),
            "{{#listing two_waits}}",
        )
        .unwrap_or_else(|problems| panic!("{problems}"))
    };
    assert!(!page(&catalogue(root.path())).contains("data-plain"));
    let manifest = root.path().join("listings/ch01-waiting/Cargo.toml");
    let plain = "[package.metadata.listings]\nplain = [\"two_waits\"]\n";
    let text = fs::read_to_string(&manifest).unwrap() + plain;
    fs::write(&manifest, text).unwrap();
    let plain = page(&Catalogue::load(root.path()).unwrap());
    assert!(plain.contains(" data-plain "));
}

#[test]
fn a_second_card_of_a_listing_shows_its_code_only() {
    let twice = "{{#listing two_waits}}\n{{#listing two_waits anchor=new}}\n";
    let page = expanded(twice).unwrap();
    assert_eq!(page.matches("id=\"listing-two_waits\"").count(), 1);
    assert_eq!(page.matches("What it prints").count(), 1);
    assert_eq!(page.matches("```rust").count(), 2);
}

#[test]
fn a_broken_listing_says_so_in_words() {
    let page = expanded("{{#listing moved}}").unwrap();
    assert!(page.contains("Does not compile"), "{page}");
    assert!(page.contains("```rust,ignore\n"), "{page}");
    assert!(page.contains("What the compiler says"), "{page}");
}

#[test]
fn a_measured_value_stands_in_a_sentence() {
    assert_eq!(
        expanded("It takes {{#value two_waits.kb}} KB.").unwrap(),
        "It takes 1.5\u{a0}KB.\n"
    );
}

#[test]
fn each_fault_is_told_with_its_line_and_a_suggestion() {
    let faults = expanded(
        "{{#listing two_wait}}\n{{#listing two_waits anchor=old}}\n\
         {{#value two_waits.mb}}\n{{#listin two_waits}}\n\
         {{#include gone.rs}}\n{{#figure gone}}\nsee {{#listing moved}}\n",
    )
    .unwrap_err();
    for expected in [
        "`src/ch01.md:1`: there is no listing `two_wait`\n  \
         help: did you mean `two_waits`?",
        "`src/ch01.md:2`: there is no anchor `old` in listing `two_waits`",
        "`src/ch01.md:3`: `two_waits` measures no `mb`",
        "`src/ch01.md:4`: there is no directive `{{#listin}}`\n  \
         help: did you mean `listing`?",
        "`src/ch01.md:5`: `gone.rs` cannot be included",
        "`src/ch01.md:6`: there is no figure `page/figures/gone.svg`",
        "`src/ch01.md:7`: `{{#listing}}` stands within a line",
    ] {
        assert!(faults.contains(expected), "{expected}\n--- in\n{faults}");
    }
}

#[test]
fn code_blocks_are_left_alone() {
    let text = "```text\n{{#listing gone}}\n```\n\n~~~\n{{#nothing}}\n~~~\n";
    assert_eq!(expanded(text).unwrap(), text);
}

#[test]
fn a_question_stands_in_the_card_between_the_code_and_what_it_prints() {
    let page =
        expanded("{{#predict two_waits}}\n\n{{#listing two_waits}}").unwrap();
    let (before, form) = page.split_once("<form class=\"predict\"").unwrap();
    let (form, after) = form.split_once("</form>").unwrap();
    assert!(before.contains("```rust"), "{page}");
    assert!(after.contains("What it prints"), "{page}");
    // An empty line would make Markdown of the rest.
    assert!(!form.contains("\n\n"), "{page}");
    assert!(
        form.contains("How much is <code>kb</code>?</legend>"),
        "{page}"
    );
    assert!(form.contains("data-right=\"1.4\""), "{page}");
    assert!(
        form.contains("data-near=\"2\">Not 2\u{a0}KB.</li>"),
        "{page}"
    );
    assert!(form.contains("<p><code>1.4 KB</code></p>"), "{page}");
}

#[test]
fn a_question_without_a_card_after_it_is_a_fault() {
    let faults =
        expanded("{{#listing two_waits}}\n{{#predict two_waits}}").unwrap_err();
    let expected = "`src/ch01.md:2`: `{{#predict two_waits}}` stands before \
                    no card of `two_waits`\n  \
                    help: put it before `{{#listing two_waits}}`";
    assert!(faults.contains(expected), "{faults}");
    let faults = expanded("{{#predict moved}}").unwrap_err();
    let expected = "`listings/ch01-waiting/broken/moved.predict.toml`: cannot \
                    be read";
    assert!(faults.contains(expected), "{faults}");
}

/// The same book with an exercise.
fn expanded_with_exercise(text: &str) -> Result<String, String> {
    let root = tempfile::tempdir().unwrap();
    let catalogue = catalogue(root.path());
    let write = |path: &str, text: &str| {
        let path = root.path().join("exercises").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
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
    let own = format!("//! A story\n//! of `two`.\n\n// TODO\n{tests}");
    write("exercises/ch01_x/a_wait.rs", &own);
    write("solutions/ch01_x/a_wait.rs", &own.replace("TODO", "<done>"));
    expand(&catalogue, Path::new("src/ch01.md"), text)
        .map_err(|problems| problems.to_string())
}

#[test]
fn an_exercise_becomes_a_card_with_its_tests_and_hints_folded() {
    let page = expanded_with_exercise("{{#exercise a_wait}}").unwrap();
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
fn a_misspelt_exercise_gets_the_nearest() {
    let fault = expanded_with_exercise("\n{{#exercise a_wit}}").unwrap_err();
    assert!(
        fault.starts_with(
            "`src/ch01.md:2`: there is no exercise `a_wit`\n  \
             help: did you mean `a_wait`?"
        ),
        "{fault}"
    );
}
