//! The command line as a reader or an author meets it.

mod common;

use common::{Book, ProgramOutput};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn build_writes_the_site_and_prints_its_path() {
    let book = Book::new();
    book.run_workbook(&["build"])
        .assert_success(&["index.html", " s\n"]);
    let page = fs::read_to_string(book.path().join("book/waiting.html"));
    let page = page.unwrap();
    assert!(page.contains("data-listing=\"two_waits\""), "{page}");
    assert!(page.contains("Total: 3.50 s"), "{page}");
    assert!(
        !page.contains("live-"),
        "a static site asks nobody for news"
    );
}

#[test]
fn build_replaces_a_site_but_no_other_folder() {
    let book = Book::new();
    book.run_workbook(&["build", "--dest", "site"])
        .assert_success(&["site"]);
    book.run_workbook(&["build", "--dest", "site"])
        .assert_success(&["site"]);
    book.write("thesis/chapter.txt", "years of work");
    book.run_workbook(&["build", "--dest", "thesis"])
        .assert_failure(&["thesis", "holds files", "--dest DIR"]);
    assert!(book.path().join("thesis/chapter.txt").is_file());
}

#[test]
fn build_names_file_and_line_of_a_broken_book_toml() {
    let book = Book::new();
    book.write("book.toml", "[book]\ntitle = Small\n");
    book.run_workbook(&["build"])
        .assert_failure(&["`book.toml:2`", "help:"]);
}

#[test]
fn build_reports_a_setting_of_book_toml_with_the_wrong_type() {
    let book = Book::new();
    book.write("book.toml", "[book]\ntitle = 5\n");
    book.run_workbook(&["build"])
        .assert_failure(&["book.toml", "title"]);
}

#[test]
fn build_reports_all_errors_of_the_chapters_at_once() {
    let book = Book::new();
    book.write(
        "src/waiting.md",
        "# W\n{{#listing two_wait}}\n\n{{#listing two_waits anchor=x}}\n",
    );
    book.run_workbook(&["build"]).assert_failure(&[
        "`src/waiting.md:2`: there is no listing `two_wait`",
        "did you mean `two_waits`?",
        "`src/waiting.md:4`: there is no anchor `x`",
    ]);
    assert!(
        !book.path().join("book").exists(),
        "half a book was written"
    );
}

#[test]
fn build_reports_chapters_without_entry_and_entries_without_chapter() {
    let book = Book::new();
    book.write("src/lost.md", "# Lost\n");
    book.write(
        "src/SUMMARY.md",
        "- [Waiting](waiting.md)\n- [B](gone.md)\n",
    );
    book.run_workbook(&["build"]).assert_failure(&[
        "`src/SUMMARY.md:2`: chapter `gone.md` does not exist",
        "`src/lost.md`: no entry of the SUMMARY names this chapter",
    ]);
}

#[test]
fn build_names_the_listing_file_that_is_wrong() {
    let book = Book::new();
    book.write("listings/ch01-waiting/two_waits.rs", "fn main() {}\n");
    book.run_workbook(&["build"])
        .assert_failure(&["two_waits.rs:1`: the listing has no title"]);
    fs::remove_file(book.path().join("listings/ch01-waiting/two_waits.rs"))
        .unwrap();
    book.run_workbook(&["build"])
        .assert_failure(&["two_waits.rs`: listing"]);
}

#[test]
fn build_reports_metadata_of_a_listing_that_does_not_exist() {
    let book = Book::new();
    let manifest = "listings/ch01-waiting/Cargo.toml";
    let text = fs::read_to_string(book.path().join(manifest)).unwrap();
    let lists = "[package.metadata.listings]\nplain = [\"two_wait\"]\n";
    book.write(manifest, &format!("{text}{lists}"));
    book.run_workbook(&["build"])
        .assert_failure(&["plain `two_wait`", "did you mean `two_waits`?"]);
}

#[test]
fn outside_of_a_book_the_error_suggests_the_root_option() {
    let empty = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_workbook"))
        .current_dir(empty.path())
        .arg("build")
        .output()
        .unwrap();
    ProgramOutput::new(output)
        .assert_failure(&["no `book.toml`", "--root DIR"]);
}

#[test]
fn a_busy_port_is_reported_with_another_one_to_use() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    Book::new()
        .run_workbook(&["--no-open", "--port", &port])
        .assert_failure(&[&port, "is in use", "--port"]);
}

#[test]
fn list_shows_each_listing_with_its_title() {
    Book::new()
        .run_workbook(&["list"])
        .assert_success(&["ch01-waiting", "two_waits  Two waits"]);
}

#[test]
fn run_suggests_the_listing_that_was_meant() {
    Book::new()
        .run_workbook(&["run", "two_wait"])
        .assert_failure(&[
            "no listing `two_wait`",
            "did you mean `two_waits`?",
        ]);
}

#[test]
fn help_lists_the_commands_and_a_misspelt_one_gets_a_suggestion() {
    let book = Book::new();
    let help = book.run_workbook(&["--help"]);
    help.assert_success(&["Usage: cargo run -- ", "Examples:", "  watch "]);
    assert!(!help.stdout.contains("supervise"), "{}", help.stdout);
    book.run_workbook(&["check", "--help"])
        .assert_success(&["Usage: cargo run -- check "]);
    let misspelt = book.run_workbook(&["biuld"]);
    assert_eq!(misspelt.code, Some(2));
    assert!(misspelt.stderr.contains("'build'"), "{}", misspelt.stderr);
}

/// The stock program starts expected as a command, by way of `book.toml`.
#[test]
fn the_stock_mdbook_renders_the_same_pages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let Some(mdbook) = find_stock_mdbook(root) else {
        assert!(std::env::var_os("CI").is_none(), "CI must have mdbook");
        eprintln!("skipped: there is no mdbook here; `.ci/install` adds it");
        return;
    };
    let sites = tempfile::tempdir().unwrap();
    let (expected, stock) = (sites.path().join("a"), sites.path().join("b"));
    let built = Command::new(env!("CARGO_BIN_EXE_workbook"))
        .current_dir(root)
        .args(["build", "--dest"])
        .arg(&expected)
        .output();
    ProgramOutput::new(built.unwrap()).assert_success(&[]);
    let built = Command::new(mdbook)
        .current_dir(root)
        .args(["build", "--dest-dir"])
        .arg(&stock)
        .output();
    ProgramOutput::new(built.unwrap()).assert_success(&[]);
    for page in ["index.html", "ch01-waiting/index.html", "print.html"] {
        let (expected, stock) = (
            read_main_content(&expected, page),
            read_main_content(&stock, page),
        );
        assert!(expected.len() > 1000, "{page} is empty");
        assert!(expected == stock, "{page} differs");
    }
}

/// What is between `<main>` and its end; around it, names of files hold
/// hashes of a search index that the two programs order otherwise.
fn read_main_content(site: &Path, page: &str) -> String {
    let page = fs::read_to_string(site.join(page)).unwrap();
    let start = page.find("<main>").unwrap();
    let end = page.find("</main>").unwrap();
    page[start..end].to_owned()
}

fn find_stock_mdbook(root: &Path) -> Option<PathBuf> {
    let name = format!("mdbook{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(root.join("target/tools/bin"))
        .chain(std::env::split_paths(&folders))
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

/// A chapter as a folder of pages, from the SUMMARY to the site.
#[test]
fn a_chapter_can_be_a_folder_of_pages() {
    let book = Book::new();
    book.write(
        "src/SUMMARY.md",
        "# Summary\n\n- [Waiting](ch01-waiting/index.md)\n    \
         - [Waits add up](ch01-waiting/waits.md)\n    \
         - [Deeper](ch01-waiting/deeper.md)\n",
    );
    fs::remove_file(book.path().join("src/waiting.md")).unwrap();
    book.write("src/ch01-waiting/index.md", "# Waiting\n\n{{#sections}}\n");
    book.write(
        "src/ch01-waiting/waits.md",
        "# Waits add up\n\n{{#listing two_waits}}\n\n[deeper](deeper.md)\n",
    );
    book.write(
        "src/ch01-waiting/deeper.md",
        "# Deeper\n<!-- optional -->\n\n## More\n",
    );
    let config = fs::read_to_string(book.path().join("book.toml")).unwrap();
    let redirects = "[output.html.redirect]\n\
                     \"/waiting.html\" = \"ch01-waiting/index.html\"\n\
                     \"/waiting.html#more\" = \"ch01-waiting/deeper.html#more\"\n";
    book.write("book.toml", &format!("{config}\n{redirects}"));
    book.run_workbook(&["build"]).assert_success(&[]);
    let page = |name: &str| {
        fs::read_to_string(book.path().join("book").join(name)).unwrap()
    };
    let first = page("ch01-waiting/index.html");
    assert!(
        first.contains("<a href=\"waits.html\">Waits add up</a>"),
        "{first}"
    );
    assert!(first.contains("<a href=\"whole-chapter.html\">"), "{first}");
    let whole = page("ch01-waiting/whole-chapter.html");
    assert!(whole.contains("id=\"listing-two_waits\""), "{whole}");
    assert!(whole.contains("id=\"deeper\""), "{whole}");
    let outline = page("outline.json");
    assert!(outline.contains("\"ch01-waiting/waits.html\""), "{outline}");
    let old = page("waiting.html");
    assert!(
        old.contains("\"#more\":\"ch01-waiting/deeper.html#more\""),
        "{old}"
    );
}
