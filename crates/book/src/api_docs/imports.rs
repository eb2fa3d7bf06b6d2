//! The names in a program that come from other crates: what its `use`
//! declarations bring in, and paths that it writes out.

use super::ApiDocs;
use std::collections::BTreeMap;

/// Returns the address of each name in a program that has one: of `sleep` if
/// the program has `use tokio::time::sleep;`, and of `tokio::spawn` if it
/// writes that path.
pub fn find_doc_urls(docs: &ApiDocs, source: &str) -> BTreeMap<String, String> {
    let imports = find_imports(source);
    let paths =
        find_rust_paths(source).map(|path| (path.to_owned(), path.to_owned()));
    imports
        .into_iter()
        .chain(paths)
        .filter_map(|(name, path)| Some((name, docs.url(&path)?)))
        .collect()
}

/// Returns each name with its path, such as `sleep` and `tokio::time::sleep`.
fn find_imports(source: &str) -> Vec<(String, String)> {
    let mut imports = Vec::new();
    let mut rest = source;
    while let Some((declaration, after)) = next_use_declaration(rest) {
        add_use_tree("", declaration, &mut imports);
        rest = after;
    }
    imports
}

/// Returns the tree of the next `use` declaration, and what follows it.
fn next_use_declaration(source: &str) -> Option<(&str, &str)> {
    let starts = source.match_indices("use ").map(|(at, _)| at);
    let mut starts = starts.filter(|at| {
        let line = source[..*at].rsplit('\n').next().unwrap_or_default();
        line.trim_start().is_empty()
    });
    let start = starts.next()? + "use ".len();
    source[start..].split_once(';')
}

fn add_use_tree(prefix: &str, tree: &str, imports: &mut Vec<(String, String)>) {
    let tree = tree.trim();
    if let Some((path, list)) = tree.split_once('{') {
        let prefix = format!("{prefix}{}", path.trim());
        let list = list.trim_end().strip_suffix('}').unwrap_or(list);
        for part in split_at_outer_commas(list) {
            add_use_tree(&prefix, part, imports);
        }
        return;
    }
    let (path, name) = match tree.split_once(" as ") {
        Some((path, name)) => (path.trim(), Some(name.trim())),
        None => (tree, None),
    };
    let path = match path {
        "self" => prefix.trim_end_matches("::").to_owned(),
        _ => format!("{prefix}{path}"),
    };
    let name = name
        .or_else(|| path.rsplit("::").next())
        .unwrap_or_default();
    if !name.is_empty() && name != "_" && name != "*" {
        imports.push((name.to_owned(), path));
    }
}

/// Splits at the commas that are in no braces.
fn split_at_outer_commas(list: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = list.split(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        character == ',' && depth == 0
    });
    parts.filter(|part| !part.trim().is_empty()).collect()
}

/// Returns the words of a program that contain `::`.
fn find_rust_paths(source: &str) -> impl Iterator<Item = &str> {
    source
        .split(|it: char| !it.is_alphanumeric() && it != '_' && it != ':')
        .map(|word| word.trim_matches(':'))
        .filter(|word| word.contains("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(source: &str) -> Vec<(String, String)> {
        find_imports(source)
    }

    #[track_caller]
    fn assert_imports(source: &str, expected: &[(&str, &str)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, path)| ((*name).to_owned(), (*path).to_owned()))
            .collect();
        assert_eq!(imports(source), expected);
    }

    #[test]
    fn each_name_of_a_use_tree_has_its_path() {
        assert_imports(
            "use tokio::{net, sync::{Mutex, mpsc::{self, Sender}},\n    \
             time::sleep};\n",
            &[
                ("net", "tokio::net"),
                ("Mutex", "tokio::sync::Mutex"),
                ("mpsc", "tokio::sync::mpsc"),
                ("Sender", "tokio::sync::mpsc::Sender"),
                ("sleep", "tokio::time::sleep"),
            ],
        );
    }

    #[test]
    fn a_renamed_import_counts_and_an_underscore_import_does_not() {
        assert_imports(
            "//! We use it.\nuse std::error::Error as _;\n\
             fn main() {\n    use std::io::Error as Fault;\n}\n",
            &[("Fault", "std::io::Error")],
        );
    }

    #[test]
    fn a_path_that_is_written_out_is_found() {
        let paths =
            find_rust_paths("tokio::spawn(a.b); Vec::<u8>::new() // a: b");
        assert_eq!(paths.collect::<Vec<_>>(), ["tokio::spawn"]);
    }
}
