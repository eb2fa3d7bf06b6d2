//! "Try it" tasks.

use super::*;

/// The same book with two tasks to try.
fn expand_with_tasks(markdown: &str) -> Result<String, String> {
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
    expand_directives(&catalogue, &ApiDocs::default(), page_source(markdown))
        .map_err(|problems| problems.to_string())
}

#[test]
fn a_task_is_rendered_with_its_change_and_a_folded_answer() {
    let page = expand_with_tasks("{{#try two_waits no-wait}}").unwrap();
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
    let page = expand_with_tasks("{{#try two_waits}}").unwrap();
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
fn a_missing_task_is_an_error() {
    let fault = expand_with_tasks("{{#try two_waits no-waits}}").unwrap_err();
    let expected = "`src/ch01.md:1`: there is no task `no-waits` of listing \
                    `two_waits`\n  help: did you mean `no-wait`?";
    assert!(fault.starts_with(expected), "{fault}");
    let fault = expand_markdown("{{#try two_waits}}").unwrap_err();
    let expected = "`listings/ch01-waiting/two_waits.try.toml`: cannot be read";
    assert!(fault.starts_with(expected), "{fault}");
}
