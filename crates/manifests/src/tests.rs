use super::*;
use std::fs;
use tempfile::TempDir;

const ROOT_MANIFEST: &str = "\
[workspace]
members = [\"listings/*\"]
default-members = [\"listings/ch09-gone\", \"workbook\"]

[workspace.dependencies]
serde = { version = \"1\", features = [\"derive\"] }
tokio = \"1.54\"
";

const CHAPTER_MANIFEST: &str = "\
[package]
name = \"ch01-waiting\"

[dependencies]
serde.workspace = true
tokio.workspace = true

[package.metadata.listings]
alone = [\"busy\"]
";

const TESTS_MANIFEST: &str = "\
[package]
name = \"book-tests\"

[dependencies]
serde.workspace = true

[dev-dependencies]
libtest-mimic = \"0.8\"
";

const EXERCISES_MANIFEST: &str = "\
# A package of its own.
bin = []

[package]
name = \"exercises\"

[dependencies]
futures = \"0.3\"
serde = \"1\"
";

const INFO_TOML: &str = "\
format_version = 1

[[exercises]]
name = \"one_wait\"
dir = \"ch01_waiting\"
hint = \"Wait.\"
";

fn write_book() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let file = folder.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    write("Cargo.toml", ROOT_MANIFEST);
    write("listings/ch01-waiting/Cargo.toml", CHAPTER_MANIFEST);
    for listing in ["busy", "idle", "unshown", "broken/refused", "stages/s1"] {
        write(&format!("listings/ch01-waiting/{listing}.rs"), "");
    }
    write("examples/ch01_waiting.rs", "");
    write("examples/ch02_futures.rs", "");
    write(
        "src/SUMMARY.md",
        "# Summary\n\n- [Waiting](ch01/index.md)\n  - [First](ch01/first.md)\n\
         - [Later]()\n",
    );
    write("src/ch01/index.md", "{{#listing idle}}\n");
    write(
        "src/ch01/first.md",
        "{{#listing s1 anchor=new}}\n\n{{#listing ch01_waiting}}\n\
         {{#listing busy}}\n{{#listing idle}}\n",
    );
    write("tests/Cargo.toml", TESTS_MANIFEST);
    write("exercises/Cargo.toml", EXERCISES_MANIFEST);
    write("exercises/info.toml", INFO_TOML);
    for kind in ["exercises", "solutions"] {
        let file = format!("exercises/{kind}/ch01_waiting/one_wait.rs");
        write(&file, "use serde::Serialize;\n");
    }
    folder
}

fn sync_and_read(file: &str) -> String {
    let book = write_book();
    sync(book.path()).unwrap();
    fs::read_to_string(book.path().join(file)).unwrap()
}

#[test]
fn a_book_in_sync_is_not_written() {
    let book = write_book();
    let manifests: Vec<_> = [
        "Cargo.toml",
        "listings/ch01-waiting/Cargo.toml",
        "tests/Cargo.toml",
        "exercises/Cargo.toml",
    ]
    .map(PathBuf::from)
    .into();
    assert_eq!(find_stale(book.path()).unwrap(), manifests);
    assert_eq!(sync(book.path()).unwrap(), manifests);
    assert_eq!(sync(book.path()).unwrap(), Vec::<PathBuf>::new());
}

#[test]
fn default_members_are_the_chapters_and_what_is_no_chapter() {
    let expected = ROOT_MANIFEST.replace(
        "[\"listings/ch09-gone\", \"workbook\"]",
        "[\n    \"listings/ch01-waiting\",\n    \"workbook\",\n]",
    );
    assert_eq!(sync_and_read("Cargo.toml"), expected);
}

#[test]
fn examples_come_in_the_order_of_the_pages() {
    let text = sync_and_read("listings/ch01-waiting/Cargo.toml");
    let (rest, examples) = text.split_once(chapter::GENERATED_COMMENT).unwrap();
    assert_eq!(rest, CHAPTER_MANIFEST);
    assert_eq!(
        examples,
        "[[example]]\nname = \"idle\"\npath = \"idle.rs\"\n\n\
         [[example]]\nname = \"s1\"\npath = \"stages/s1.rs\"\n\n\
         [[example]]\nname = \"ch01_waiting\"\n\
         path = \"../../examples/ch01_waiting.rs\"\n\n\
         [[example]]\nname = \"busy\"\npath = \"busy.rs\"\n\n\
         [[example]]\nname = \"unshown\"\npath = \"unshown.rs\"\n"
    );
}

#[test]
fn the_tests_package_gets_the_crates_that_it_lacks() {
    let expected = format!("{TESTS_MANIFEST}tokio.workspace = true\n");
    assert_eq!(sync_and_read("tests/Cargo.toml"), expected);
}

#[test]
fn exercises_get_their_programs_and_the_crates_that_they_use() {
    assert_eq!(
        sync_and_read("exercises/Cargo.toml"),
        "# A package of its own.\nbin = [\n  \
         { name = \"one_wait\", path = \"exercises/ch01_waiting/one_wait.rs\" },\n  \
         { name = \"one_wait_sol\", path = \"solutions/ch01_waiting/one_wait.rs\" },\n\
         ]\n\n[package]\nname = \"exercises\"\n\n[dependencies]\n\
         serde = { version = \"1\", features = [\"derive\"] }\n"
    );
}

#[test]
fn a_crate_that_the_workspace_lacks_is_named() {
    let book = write_book();
    let file = book.path().join("Cargo.toml");
    let text = ROOT_MANIFEST.replace("serde = ", "serde_json = ");
    fs::write(file, text).unwrap();
    let error = format!("{:#}", sync(book.path()).unwrap_err());
    assert!(error.contains("an exercise uses `serde`"), "{error}");
}
