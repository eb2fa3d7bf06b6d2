//! The names of the probe that the edits insert into tokio: if one of them is
//! gone, no recorded program compiles, and no other test notices it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn each_name_that_an_edit_inserts_is_one_of_the_probe() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorder = package.join("../../recorder");
    let exported = read_all(&recorder.join("probe/src/lib.rs"));
    let exported: BTreeSet<&str> = exported_names(&exported).collect();
    let defined = ["probe/src", "events/src"]
        .map(|folder| read_all(&recorder.join(folder)))
        .concat();
    let defined: BTreeSet<&str> = words(&defined).collect();
    let inserted = ["edits", "src"]
        .map(|folder| read_all(&package.join(folder)))
        .concat();
    let paths: BTreeSet<&str> = inserted
        .split("::probe::")
        .skip(1)
        .map(path_at_start)
        // `{future_type}`: the code puts the name in.
        .filter(|path| !path.is_empty())
        .collect();
    assert!(paths.len() > 50, "only {paths:?}");
    let is_missing = |path: &&str| {
        let mut names = path.split("::");
        !exported.contains(names.next().unwrap())
            || names.any(|name| !defined.contains(name))
    };
    let missing: Vec<_> = paths.into_iter().filter(is_missing).collect();
    assert!(
        missing.is_empty(),
        "`recorder/probe` has no {missing:?}, which `crates/instrument` \
         inserts into tokio"
    );
}

/// The names that `pub use` exports, and no word of a comment.
fn exported_names(text: &str) -> impl Iterator<Item = &str> {
    let uses = text.split("\npub use ").skip(1);
    uses.filter_map(|rest| rest.split(';').next())
        .flat_map(|path| path.split(','))
        // After the name of the module, and after `as`.
        .filter_map(|name| words(name).rfind(|word| !word.is_empty()))
}

#[test]
fn only_what_is_used_publicly_is_exported() {
    let text = "//! poll\nmod waits;\npub use waits::{\n    a, b,\n};\n\
        pub use switch::is_on as on;\nfn cause() {}\n";
    let names: Vec<&str> = exported_names(text).collect();
    assert_eq!(names, ["a", "b", "on"]);
}

/// A name, or several with `::` between them.
fn path_at_start(text: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || "_:".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(':')
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// The text of a file, or of all files in a folder.
fn read_all(path: &Path) -> String {
    if path.is_file() {
        return fs::read_to_string(path).unwrap();
    }
    let entries = fs::read_dir(path).unwrap();
    entries
        .map(|entry| read_all(&entry.unwrap().path()))
        .collect()
}
