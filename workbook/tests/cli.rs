//! The command line as a reader or an author meets it.

mod common;

use common::{Book, Said};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use workbook::command::Subcommand;

#[test]
fn build_writes_the_site_and_says_where() {
    let book = Book::new();
    book.output(&["build"]).went_well(&["index.html", " s\n"]);
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
    book.output(&["build", "--dest", "site"])
        .went_well(&["site"]);
    book.output(&["build", "--dest", "site"])
        .went_well(&["site"]);
    book.write("thesis/chapter.txt", "years of work");
    book.output(&["build", "--dest", "thesis"]).failed(&[
        "thesis",
        "holds files",
        "--dest DIR",
    ]);
    assert!(book.path().join("thesis/chapter.txt").is_file());
}

#[test]
fn build_names_file_and_line_of_a_broken_book_toml() {
    let book = Book::new();
    book.write("book.toml", "[book]\ntitle = Small\n");
    book.output(&["build"]).failed(&["`book.toml:2`", "help:"]);
}

#[test]
fn build_says_that_a_setting_of_book_toml_is_of_the_wrong_kind() {
    let book = Book::new();
    book.write("book.toml", "[book]\ntitle = 5\n");
    book.output(&["build"]).failed(&["book.toml", "title"]);
}

#[test]
fn build_names_a_limit_that_does_not_exist() {
    let book = Book::new();
    let limits = "[preprocessor.workbook.limits]\nwal_s = 5\n";
    book.write("book.toml", &format!("[book]\ntitle = \"S\"\n{limits}"));
    book.output(&["build"])
        .failed(&["`book.toml:4`", "did you mean `wall_s`?"]);
}

#[test]
fn build_tells_all_faults_of_the_chapters_at_once() {
    let book = Book::new();
    book.write(
        "src/waiting.md",
        "# W\n{{#listing two_wait}}\n\n{{#listing two_waits anchor=x}}\n",
    );
    book.output(&["build"]).failed(&[
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
fn build_finds_chapters_without_entry_and_entries_without_chapter() {
    let book = Book::new();
    book.write("src/lost.md", "# Lost\n");
    book.write(
        "src/SUMMARY.md",
        "- [Waiting](waiting.md)\n- [B](gone.md)\n",
    );
    book.output(&["build"]).failed(&[
        "`src/SUMMARY.md:2`: chapter `gone.md` does not exist",
        "`src/lost.md`: no entry of the SUMMARY names this chapter",
    ]);
}

#[test]
fn build_names_the_listing_file_that_is_wrong() {
    let book = Book::new();
    book.write("listings/ch01-waiting/two_waits.rs", "fn main() {}\n");
    book.output(&["build"])
        .failed(&["two_waits.rs:1`: the listing has no title"]);
    fs::remove_file(book.path().join("listings/ch01-waiting/two_waits.rs"))
        .unwrap();
    book.output(&["build"]).failed(&["two_waits.rs`: listing"]);
}

#[test]
fn build_names_a_listing_that_its_package_only_believes_to_have() {
    let book = Book::new();
    let manifest = "listings/ch01-waiting/Cargo.toml";
    let text = fs::read_to_string(book.path().join(manifest)).unwrap();
    let lists = "[package.metadata.listings]\nplain = [\"two_wait\"]\n";
    book.write(manifest, &format!("{text}{lists}"));
    book.output(&["build"])
        .failed(&["plain `two_wait`", "did you mean `two_waits`?"]);
}

#[test]
fn outside_of_a_book_the_program_says_where_to_go() {
    let empty = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_workbook"))
        .current_dir(empty.path())
        .arg("build")
        .output()
        .unwrap();
    Said::of(output).failed(&["no `book.toml`", "--root DIR"]);
}

#[test]
fn a_busy_port_is_said_with_another_to_take() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    Book::new()
        .output(&["--no-open", "--port", &port])
        .failed(&[&port, "is in use", "--port"]);
}

#[test]
fn list_shows_each_listing_with_its_title() {
    Book::new()
        .output(&["list"])
        .went_well(&["ch01-waiting", "two_waits  Two waits"]);
}

#[test]
fn run_suggests_the_listing_that_was_meant() {
    Book::new()
        .output(&["run", "two_wait"])
        .failed(&["no listing `two_wait`", "did you mean `two_waits`?"]);
}

#[test]
fn every_command_explains_itself() {
    let book = Book::new();
    book.output(&["--help"]).went_well(&["Usage:", "Examples:"]);
    for (name, _) in Subcommand::ALL {
        book.output(&[name, "--help"]).went_well(&["Usage:"]);
    }
    book.output(&["biuld"]).failed(&["did you mean `build`?"]);
}

/// The stock program starts ours as a command, by way of `book.toml`.
#[test]
fn the_stock_mdbook_renders_the_same_pages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let Some(mdbook) = stock_mdbook(root) else {
        assert!(std::env::var_os("CI").is_none(), "CI must have mdbook");
        eprintln!("skipped: there is no mdbook here; `.ci/install` adds it");
        return;
    };
    let sites = tempfile::tempdir().unwrap();
    let (ours, stock) = (sites.path().join("a"), sites.path().join("b"));
    let built = Command::new(env!("CARGO_BIN_EXE_workbook"))
        .current_dir(root)
        .args(["build", "--dest"])
        .arg(&ours)
        .output();
    Said::of(built.unwrap()).went_well(&[]);
    let built = Command::new(mdbook)
        .current_dir(root)
        .args(["build", "--dest-dir"])
        .arg(&stock)
        .output();
    Said::of(built.unwrap()).went_well(&[]);
    for page in ["index.html", "ch01-waiting.html", "print.html"] {
        let (ours, stock) = (content(&ours, page), content(&stock, page));
        assert!(ours.len() > 1000, "{page} is empty");
        assert!(ours == stock, "{page} differs");
    }
}

/// What is between `<main>` and its end; around it, names of files hold
/// hashes of a search index that the two programs order otherwise.
fn content(site: &Path, page: &str) -> String {
    let page = fs::read_to_string(site.join(page)).unwrap();
    let start = page.find("<main>").unwrap();
    let end = page.find("</main>").unwrap();
    page[start..end].to_owned()
}

fn stock_mdbook(root: &Path) -> Option<PathBuf> {
    let name = format!("mdbook{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(root.join("target/tools/bin"))
        .chain(std::env::split_paths(&folders))
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}
