//! Faults of the book's frame: its `book.toml` and its SUMMARY.

use anyhow::{Context, Result};
use problem::{Problem, Problems};
use std::fs;
use std::path::{Path, PathBuf};

/// Reports a `book.toml` that is missing or no TOML, with its line.
pub fn check_book_toml(root: &Path) -> Result<()> {
    let text = fs::read_to_string(root.join("book.toml")).map_err(|error| {
        Problem::in_file(
            "book.toml",
            format!("cannot be read: {error}"),
            "run the workbook within its own folder, or name it with \
                 `--root DIR`",
        )
    })?;
    text.parse::<toml::Table>().map(|_| ()).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text[..start].matches('\n').count() + 1;
        Problem::in_file(
            "book.toml",
            format!("is not valid TOML: {}", error.message()),
            "repair the line",
        )
        .at_line(line)
        .into()
    })
}

/// Reports SUMMARY entries without a file, and files without an entry.
pub fn check_summary(root: &Path, src: &Path) -> Result<()> {
    let summary = src.join("SUMMARY.md");
    let text = fs::read_to_string(root.join(&summary)).map_err(|error| {
        Problem::in_file(
            &summary,
            format!("cannot be read: {error}"),
            "create it: it lists the chapters in their order",
        )
    })?;
    let entries: Vec<(usize, PathBuf)> = text
        .lines()
        .enumerate()
        .filter_map(|(i, line)| Some((i + 1, link_target(line)?)))
        .collect();
    let missing = entries
        .iter()
        .filter(|(_, entry)| !root.join(src).join(entry).is_file())
        .map(|(line, entry)| missing_file_problem(&summary, *line, entry));
    let files = find_chapter_files(&root.join(src))?;
    let orphans = files
        .iter()
        .filter(|file| !entries.iter().any(|(_, entry)| entry == *file))
        .map(|file| missing_entry_problem(&src.join(file), &summary));
    Ok(Problems(missing.chain(orphans).collect()).into_result()?)
}

fn missing_file_problem(summary: &Path, line: usize, entry: &Path) -> Problem {
    Problem::in_file(
        summary,
        format!("chapter `{}` does not exist", entry.display()),
        "create the file, or leave the parentheses empty: `[Title]()` is a \
         chapter yet to be written",
    )
    .at_line(line)
}

fn missing_entry_problem(file: &Path, summary: &Path) -> Problem {
    Problem::in_file(
        file,
        "no entry of the SUMMARY names this chapter",
        format!("add it to `{}`, or remove the file", summary.display()),
    )
}

/// `ch01.md` of `- [Title](ch01.md)`; drafts have none.
fn link_target(line: &str) -> Option<PathBuf> {
    let (_, rest) = line.split_once("](")?;
    let (path, _) = rest.split_once(')')?;
    let path = path.trim().trim_start_matches("./");
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// Files of `src` that are no chapters; the second is mdBook's page for wrong
/// addresses.
const FILES_WITHOUT_CHAPTER: [&str; 2] = ["SUMMARY.md", "404.md"];

/// All chapters below `src`, relative to it.
fn find_chapter_files(src: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![src.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("folder `{}`", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "md") {
                files.push(path.strip_prefix(src)?.to_owned());
            }
        }
    }
    files.retain(|file| {
        !FILES_WITHOUT_CHAPTER
            .iter()
            .any(|name| file == Path::new(name))
    });
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_entry_has_no_link_target() {
        assert_eq!(link_target("- [Tasks]()"), None);
        assert_eq!(
            link_target("  - [Waiting](./ch01.md)"),
            Some(PathBuf::from("ch01.md"))
        );
    }
}
