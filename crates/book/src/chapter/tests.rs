use super::*;
use std::fs;

/// A book with one listing, one broken one, and no chapter.
fn write_catalogue(root: &Path) -> Catalogue {
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

fn expand_markdown(markdown: &str) -> Result<String, String> {
    let root = tempfile::tempdir().unwrap();
    expand(
        &write_catalogue(root.path()),
        &ApiDocs::default(),
        page_source(markdown),
    )
    .map_err(|problems| problems.to_string())
}

fn page_source(markdown: &str) -> PageSource<'_> {
    PageSource {
        file: Path::new("src/ch01.md"),
        text: markdown,
        sections: &[],
    }
}

#[test]
fn a_listing_becomes_a_card_with_code_command_and_output() {
    let page = expand_markdown("{{#listing two_waits anchor=new}}").unwrap();
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
    let expand_page_of = |catalogue: &Catalogue| {
        expand(
            catalogue,
            &ApiDocs::default(),
            page_source("{{#listing two_waits}}"),
        )
        .unwrap_or_else(|problems| panic!("{problems}"))
    };
    assert!(
        !expand_page_of(&write_catalogue(root.path())).contains("data-plain")
    );
    let manifest = root.path().join("listings/ch01-waiting/Cargo.toml");
    let plain = "[package.metadata.listings]\nplain = [\"two_waits\"]\n";
    let text = fs::read_to_string(&manifest).unwrap() + plain;
    fs::write(&manifest, text).unwrap();
    let plain = expand_page_of(&Catalogue::load(root.path()).unwrap());
    assert!(plain.contains(" data-plain "));
}

#[test]
fn a_second_card_of_a_listing_shows_its_code_only() {
    let twice = "{{#listing two_waits}}\n{{#listing two_waits anchor=new}}\n";
    let page = expand_markdown(twice).unwrap();
    assert_eq!(page.matches("id=\"listing-two_waits\"").count(), 1);
    assert_eq!(page.matches("What it prints").count(), 1);
    assert_eq!(page.matches("```rust").count(), 2);
}

#[test]
fn a_broken_listing_says_so_in_words() {
    let page = expand_markdown("{{#listing moved}}").unwrap();
    assert!(page.contains("Does not compile"), "{page}");
    assert!(page.contains("```rust,ignore\n"), "{page}");
    assert!(page.contains("What the compiler says"), "{page}");
}

#[test]
fn inline_code_in_three_backticks_opens_no_code_block() {
    let page =
        expand_markdown("```x``` and\n{{#value two_waits.kb}}\n").unwrap();
    assert_eq!(page, "```x``` and\n1.5\n");
}

#[test]
fn a_measured_value_stands_in_a_sentence() {
    assert_eq!(
        expand_markdown("It takes {{#value two_waits.kb}} KB.").unwrap(),
        "It takes 1.5\u{a0}KB.\n"
    );
}

#[test]
fn each_problem_is_reported_with_its_line_and_a_suggestion() {
    let faults = expand_markdown(
        "{{#listing two_wait}}\n{{#listing two_waits anchor=old}}\n\
         {{#value two_waits.mb}}\n{{#listin two_waits}}\n\
         {{#include gone.rs}}\n{{#figure gone}}\nsee {{#listing moved}}\n",
    )
    .unwrap_err();
    for expected in [
        "`src/ch01.md:1`: there is no listing `two_wait`\n  \
         help: did you mean `two_waits`?",
        "`src/ch01.md:2`: there is no anchor `old` in listing `two_waits`",
        "`src/ch01.md:3`: there is no number `mb` in what `two_waits` prints",
        "`src/ch01.md:4`: there is no directive `listin`\n  \
         help: did you mean `listing`?",
        "`src/ch01.md:5`: `gone.rs` cannot be included",
        "`src/ch01.md:6`: there is no figure `gone` in `page/figures`",
        "`src/ch01.md:7`: `{{#listing}}` stands within a line",
    ] {
        assert!(faults.contains(expected), "{expected}\n--- in\n{faults}");
    }
}

#[test]
fn code_blocks_are_left_alone() {
    let text = "```text\n{{#listing gone}}\n```\n\n~~~\n{{#nothing}}\n~~~\n";
    assert_eq!(expand_markdown(text).unwrap(), text);
}

#[test]
fn a_question_stands_in_the_card_between_the_code_and_what_it_prints() {
    let page =
        expand_markdown("{{#predict two_waits}}\n\n{{#listing two_waits}}")
            .unwrap();
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
        expand_markdown("{{#listing two_waits}}\n{{#predict two_waits}}")
            .unwrap_err();
    let expected = "`src/ch01.md:2`: `{{#predict two_waits}}` stands before \
                    no card of `two_waits`\n  \
                    help: put it before `{{#listing two_waits}}`";
    assert!(faults.contains(expected), "{faults}");
    let faults = expand_markdown("{{#predict moved}}").unwrap_err();
    let expected = "`listings/ch01-waiting/broken/moved.predict.toml`: cannot \
                    be read";
    assert!(faults.contains(expected), "{faults}");
}

/// The same book with an exercise.
fn expanded_with_exercise(markdown: &str) -> Result<String, String> {
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
    expand(&catalogue, &ApiDocs::default(), page_source(markdown))
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

#[test]
fn an_excerpt_is_plain_code_with_a_link_to_its_card() {
    let text = "{{#excerpt two_waits anchor=new}}\n\n{{#listing two_waits}}";
    let page = expand_markdown(text).unwrap();
    let (excerpt, _) = page.split_once("</figure>").unwrap();
    for part in [
        "<figure class=\"excerpt\" data-listing=\"two_waits\">",
        "```rust,ignore,excerpt\nwait();\n```\n",
        "<a href=\"#listing-two_waits\">two_waits</a>, line 3</figcaption>",
    ] {
        assert!(excerpt.contains(part), "{part}\n--- in\n{page}");
    }
    let alone = expand_markdown("{{#excerpt two_waits anchor=new}}").unwrap();
    assert!(alone.contains("listing <code>two_waits</code>"), "{alone}");
}

#[test]
fn an_excerpt_of_nothing_is_a_fault() {
    let faults = expand_markdown(
        "{{#excerpt two_waits}}\n{{#excerpt two_waits anchor=now}}\n\
         {{#excerpt two_wait anchor=new}}",
    )
    .unwrap_err();
    for expected in [
        "`src/ch01.md:1`: `{{#excerpt}}` does not say which part to show\n  \
         help: write `{{#excerpt two_waits anchor=ANCHOR}}`",
        "`src/ch01.md:2`: there is no anchor `now` in listing `two_waits`\n  \
         help: choose one of `new`",
        "`src/ch01.md:3`: there is no listing `two_wait`",
    ] {
        assert!(faults.contains(expected), "{expected}\n--- in\n{faults}");
    }
}

fn create_section(title: &str, path: &str, text: &str) -> Section {
    Section {
        title: title.to_owned(),
        path: path.into(),
        text: text.to_owned(),
    }
}

#[test]
fn the_sections_are_listed_with_minutes_and_marks() {
    let root = tempfile::tempdir().unwrap();
    let prose = "word ".repeat(590);
    let sections = [
        create_section(
            "Waits add up",
            "waits.md",
            &format!("# Waits\n{prose}"),
        ),
        create_section(
            "Deeper",
            "deeper.md",
            "# Deeper\n\n<!-- optional -->\n",
        ),
        create_section(
            "Exercises",
            "exercises.md",
            "{{#exercise a}}\n{{#exercise b}}",
        ),
    ];
    let source = PageSource {
        sections: &sections,
        ..page_source("{{#sections}}")
    };
    let list =
        expand(&write_catalogue(root.path()), &ApiDocs::default(), source)
            .unwrap();
    for part in [
        "1. [Waits add up](waits.md) <span class=\"section-minutes\">\
         3\u{a0}min</span>\n",
        "1\u{a0}min</span> <span class=\"section-optional\">optional</span>",
        "2\u{a0}exercises</span>",
        "About 3\u{a0}minutes of reading, and 1\u{a0}more for the optional",
    ] {
        assert!(list.contains(part), "{part}\n--- in\n{list}");
    }
}

#[test]
fn a_page_without_sections_cannot_list_them() {
    let fault = expand_markdown("{{#sections}}").unwrap_err();
    let expected = "`src/ch01.md:1`: the SUMMARY nests no page below this one";
    assert!(fault.starts_with(expected), "{fault}");
}

#[test]
fn an_optional_page_says_that_it_can_be_skipped() {
    let page =
        expand_markdown("# Deeper\n\n<!-- optional -->\n\nText").unwrap();
    let note = "<p class=\"optional-note\">You can skip this page on a first \
                reading.</p>";
    assert_eq!(page, format!("# Deeper\n\n{note}\n\nText\n"));
    let fault =
        expand_markdown("# Deeper\n\nText\n<!-- optional -->").unwrap_err();
    let expected = "`src/ch01.md:4`: `<!-- optional -->` isn't below the \
                    page's title";
    assert!(fault.starts_with(expected), "{fault}");
}

/// The same book with two tasks to try.
fn expanded_with_tasks(markdown: &str) -> Result<String, String> {
    let root = tempfile::tempdir().unwrap();
    let catalogue = write_catalogue(root.path());
    let tasks = "\
[[try]]
id = \"no-wait\"
task = \"Don't `wait`, not even 2 s.\"
prints = \"[kb~7] KB\"
why = \"\"\"
Because
it didn't.\"\"\"
[[try.edit]]
find = \"wait();\"
replace = \"// </script>\"

[[try]]
id = \"arguments\"
task = \"Give it arguments.\"
args = [\"3\", \"2\"]
panics = \"a < b\"
why = \"So.\"
";
    let file = root.path().join("listings/ch01-waiting/two_waits.try.toml");
    fs::write(file, tasks).unwrap();
    expand(&catalogue, &ApiDocs::default(), page_source(markdown))
        .map_err(|problems| problems.to_string())
}

#[test]
fn a_task_has_its_change_and_a_folded_answer() {
    let page = expanded_with_tasks("{{#try two_waits no-wait}}").unwrap();
    for part in [
        "<section class=\"try\" id=\"try-two_waits-no-wait\" \
         data-listing=\"two_waits\" data-try=\"two_waits/no-wait\"",
        "\n\nDon't `wait`, not even 2\u{a0}s.\n\n",
        "```diff\n-    wait();\n+    // </script>\n```\n",
        "What you should see, and why</summary>\n\nIt prints:\n\n\
         ```text\n7 KB\n```\n",
        "\n\nBecause\nit didn't.\n\n</details>",
        "// \\u003c/script>",
    ] {
        assert!(page.contains(part), "{part}\n--- in\n{page}");
    }
    assert!(!page.contains("Give it arguments."), "{page}");
}

#[test]
fn without_an_id_all_tasks_of_a_listing_are_shown() {
    let page = expanded_with_tasks("{{#try two_waits}}").unwrap();
    assert_eq!(page.matches("<section class=\"try\"").count(), 2);
    assert!(
        page.contains("$ cargo run --example two_waits -- 3 2"),
        "{page}"
    );
    assert!(
        page.contains("panics with <code>a &lt; b</code>."),
        "{page}"
    );
}

#[test]
fn a_missing_task_is_a_fault() {
    let fault = expanded_with_tasks("{{#try two_waits no-waits}}").unwrap_err();
    let expected = "`src/ch01.md:1`: there is no task `no-waits` of listing \
                    `two_waits`\n  help: did you mean `no-wait`?";
    assert!(fault.starts_with(expected), "{fault}");
    let fault = expand_markdown("{{#try two_waits}}").unwrap_err();
    let expected = "`listings/ch01-waiting/two_waits.try.toml`: cannot be read";
    assert!(fault.starts_with(expected), "{fault}");
}

#[test]
fn a_name_is_linked_where_the_page_first_mentions_it() {
    let docs = ApiDocs::load(repository_root()).unwrap();
    let link = |text: &str| api_links::add_api_links(&docs, text);
    let linked = link("# `JoinSet`\n\nA `JoinSet` and a `JoinSet`.\n");
    let parts: Vec<&str> = linked.split("](https://docs.rs/tokio/").collect();
    assert_eq!(parts[0], "# `JoinSet`\n\nA [`JoinSet`", "{linked}");
    assert!(parts[1].contains("/tokio/task/struct.JoinSet.html) and a `Jo"));
    assert_eq!(parts.len(), 2, "{linked}");
    for text in [
        "[`JoinSet`](own.md)\n",
        "<aside class=\"asyncio\">\n\nA `JoinSet`.\n\n</aside>\n",
        "```rust\n// `JoinSet`\n```\n",
        "Some `code`.\n",
    ] {
        assert_eq!(link(text), text);
    }
}

fn repository_root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap()
}
