//! A small book of its own for each test, and the program to try on it.
#![allow(dead_code, unused_imports, reason = "each test file uses a part")]

mod page;
mod server;

pub use page::{PageConnection, TIMEOUT};
pub use server::{HttpResponse, TestServer};

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A whole book in a temporary folder: one chapter, one listing.
pub struct Book {
    folder: TempDir,
}

const SMALL_BOOK_FILES: [(&str, &str); 6] = [
    ("book.toml", "[book]\ntitle = \"Small\"\n"),
    ("src/SUMMARY.md", "# Summary\n\n- [Waiting](waiting.md)\n"),
    ("src/waiting.md", "# Waiting\n\n{{#listing two_waits}}\n"),
    (
        "listings/ch01-waiting/Cargo.toml",
        "[package]\nname = \"ch01-waiting\"\n\n[[example]]\n\
         name = \"two_waits\"\npath = \"two_waits.rs\"\n",
    ),
    (
        "listings/ch01-waiting/two_waits.rs",
        "//! Two waits.\nfn main() {}\n",
    ),
    (
        "listings/ch01-waiting/two_waits.out",
        "$ cargo run --example two_waits\nTotal: 3.50 s\n",
    ),
];

impl Book {
    pub fn new() -> Self {
        let book = Book {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, text) in SMALL_BOOK_FILES {
            book.write(path, text);
        }
        book
    }

    /// Creates a book whose listings cargo can build: it has no dependencies.
    pub fn with_workspace() -> Self {
        let book = Book::new();
        book.write("Cargo.toml", "[workspace]\nmembers = [\"listings/*\"]\n");
        book.write(
            "Cargo.lock",
            "version = 4\n[[package]]\nname = \"ch01-waiting\"\n\
             version = \"0.0.0\"\n",
        );
        book
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, content: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The program, started in the book's folder.
    pub fn workbook_command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command.current_dir(self.path());
        command
    }

    pub fn run_workbook(&self, arguments: &[&str]) -> ProgramOutput {
        ProgramOutput::new(
            self.workbook_command().args(arguments).output().unwrap(),
        )
    }
}

/// How a run ended and what it output.
pub struct ProgramOutput {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl ProgramOutput {
    pub fn new(output: Output) -> Self {
        ProgramOutput {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It ended well and printed all of this.
    #[track_caller]
    pub fn assert_success(&self, expected_stdout_parts: &[&str]) {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        for part in expected_stdout_parts {
            assert!(self.stdout.contains(part), "{part}: {}", self.stdout);
        }
    }

    /// It ended with 1 and named all of this.
    #[track_caller]
    pub fn assert_failure(&self, expected_stderr_parts: &[&str]) {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        for part in expected_stderr_parts {
            assert!(self.stderr.contains(part), "{part}: {}", self.stderr);
        }
    }
}
