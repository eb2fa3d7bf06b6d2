//! The tree of files, and what its texts name.

use crate::root;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// All files below a folder of the root that end so, relative to the root.
pub fn find_files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_generated = path.ends_with("node_modules");
            if path.is_dir() && !is_generated {
                folders.push(path);
            } else if path.extension() == Some(OsStr::new(extension)) {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The pages of a chapter, relative to the root: those in its folder, or its
/// only file.
pub fn chapter_pages(slug: &str) -> Vec<PathBuf> {
    let folder = format!("src/{slug}");
    if root().join(&folder).is_dir() {
        find_files(&folder, "md")
    } else {
        vec![PathBuf::from(format!("{folder}.md"))]
    }
}

/// The text of all pages of a chapter.
pub fn chapter_text(slug: &str) -> String {
    chapter_pages(slug)
        .iter()
        .map(|page| read_file(page))
        .collect()
}

/// A file of the tree, whole.
pub fn read_file(file: &Path) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// Whether one of the `{{#word …}}` directives names it first or later.
pub fn has_directive(chapters: &str, word: &str, name: &str) -> bool {
    chapters
        .split(&format!("{{{{#{word} "))
        .skip(1)
        .filter_map(|rest| rest.split("}}").next())
        .any(|inner| inner.split_whitespace().any(|part| part == name))
}

/// Whether a source says `name::…`, `use name;` or `extern crate name;`.
pub fn uses_crate(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + name.len()..];
        let starts =
            before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '"');
        let follows = ["::", ";", " as "].iter().any(|s| after.starts_with(s));
        starts && follows
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_used_where_a_path_starts_with_it() {
        assert!(uses_crate("use tokio::time;", "tokio"));
        assert!(uses_crate("#[tokio::main]", "tokio"));
        assert!(uses_crate("use open;", "open"));
        assert!(!uses_crate("// tokio", "tokio"));
        assert!(!uses_crate("use my_tokio::time;", "tokio"));
    }

    #[test]
    fn a_directive_names_what_stands_in_it() {
        let chapters =
            "{{#figure a caption=\"b c\"}} {{#listing d anchor=new}}";
        assert!(has_directive(chapters, "figure", "a"));
        assert!(has_directive(chapters, "listing", "d"));
        assert!(!has_directive(chapters, "listing", "a"));
    }
}
