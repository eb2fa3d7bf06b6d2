mod excerpts;
mod exercises;
mod questions;
mod sections;
mod try_tasks;

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
    expand_directives(
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
fn a_listing_becomes_a_card_inline_html_command_and_output() {
    let page = expand_markdown("{{#listing two_waits anchor=new}}").unwrap();
    assert!(page.contains("data-listing=\"two_waits\""), "{page}");
    assert!(page.contains("Two <code>waits</code></p>"), "{page}");
    assert!(page.contains("cargo run --example two_waits"), "{page}");
    assert!(page.contains("```rust\n# //! Two `waits`.\n"), "{page}");
    assert!(page.contains("\n    wait();\n# }\n```"), "{page}");
    assert!(page.contains("```text\n1.5 KB\n```"), "{page}");
}

#[test]
fn a_listing_that_is_not_recorded_has_an_attribute_for_the_page() {
    let root = tempfile::tempdir().unwrap();
    let expand_page_of = |catalogue: &Catalogue| {
        expand_directives(
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
fn a_broken_listing_is_marked_in_words() {
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
fn an_api_name_is_linked_where_the_page_first_mentions_it() {
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
