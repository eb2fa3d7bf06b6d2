//! Exercises as a learner meets them: checked, watched, helped with.

#[path = "../common/mod.rs"]
mod common;

mod checking;
mod commands;
#[cfg(target_os = "linux")]
mod endings;
mod page;
mod recording;
#[cfg(unix)]
mod signals;
mod watching;

use common::Book;

/// The parts of a small exercise.
pub const BROKEN_SOURCE: &str =
    "pub fn total() -> u32 {\n    // TODO: add\n    3\n}\n";
pub const SOLVED_SOURCE: &str =
    "pub fn total() -> u32 {\n    // Add.\n    4\n}\n";
pub const TEST_MODULE: &str = "\nfn main() {}\n\n#[cfg(test)]\nmod tests {\n    \
    use super::*;\n\n    #[test]\n    fn it_adds() {\n        \
    println!(\"adding\");\n        assert_eq!(total(), 4, \"the sum\");\n    \
    }\n\n    #[test]\n    fn it_is_small() {\n        \
    assert!(total() < 10);\n    }\n}\n";

const RUSTLINGS_INFO_TOML: &str = "format_version = 1\nwelcome_message = \"Welcome.\"\n\
    final_message = \"All done.\"\n\
    [[exercises]]\nname = \"first_sum\"\ndir = \"ch01_waiting\"\n\
    hint = \"What is 2 + 2?\\n\\nIt is 4.\"\n\
    [[exercises]]\nname = \"second_sum\"\ndir = \"ch01_waiting\"\n\
    hint = \"As before.\\n\\nReally.\"\n";

pub const FIRST_EXERCISE_FILE: &str =
    "exercises/exercises/ch01_waiting/first_sum.rs";
pub const SECOND_EXERCISE_FILE: &str =
    "exercises/exercises/ch01_waiting/second_sum.rs";

/// A book with two exercises, which need no crates.
pub fn create_book_with_exercises() -> Book {
    let book = Book::new();
    book.write("exercises/info.toml", RUSTLINGS_INFO_TOML);
    book.write("exercises/Cargo.toml", "[package]\nname = \"exercises\"\n");
    for name in ["first_sum", "second_sum"] {
        let file = |kind| format!("exercises/{kind}/ch01_waiting/{name}.rs");
        book.write(
            &file("exercises"),
            &format!("{BROKEN_SOURCE}{TEST_MODULE}"),
        );
        book.write(&file("shipped"), &format!("{BROKEN_SOURCE}{TEST_MODULE}"));
        book.write(
            &file("solutions"),
            &format!("{SOLVED_SOURCE}{TEST_MODULE}"),
        );
    }
    book
}

/// The exercise with other code above its tests.
pub fn append_tests(code: &str) -> String {
    format!("{code}{TEST_MODULE}")
}
