//! No modules import each other in a circle, in Rust or in JavaScript, and no
//! source file is left out of its program or of the page's bundle.

use anyhow::Result;
use book_tests::modules::{ModuleGraph, javascript, rust};
use book_tests::{root, tree};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Tests that are folders of modules. (Files of others are programs.)
const TESTS_IN_FOLDERS: [&str; 5] = [
    "tests/claims",
    "tests/hygiene",
    "tests/weather",
    "workbook/tests/exercises",
    "workbook/tests/runner",
];

/// Folders of ES modules.
const SCRIPT_FOLDERS: [&str; 2] = ["page", "tests/browser"];

#[test]
fn no_rust_modules_import_each_other_in_a_circle() {
    let mut crate_count = 0;
    let mut faults = Vec::new();
    for crate_root in find_crate_root_files().unwrap() {
        let graph = rust::read_graph(&root().join(&crate_root)).unwrap();
        let name = crate_root.display().to_string();
        faults.extend(describe_cycles(&name, &graph));
        crate_count += 1;
    }
    assert!(crate_count > 20, "only {crate_count} crates were found");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The compiler ignores a file that no `mod` line names.
#[test]
fn every_rust_file_is_a_module_of_a_crate() {
    let mut module_files = BTreeSet::new();
    for crate_root in find_crate_root_files().unwrap() {
        let crate_root = root().join(crate_root);
        let files = rust::module_files(&crate_root).unwrap();
        // `#[path]` may lead through another folder.
        let files = files.iter().map(|file| file.canonicalize().unwrap());
        module_files.extend(files);
    }
    let mut forgotten = Vec::new();
    let packages = find_packages().unwrap();
    let sources = packages.iter().map(|package| package.join("src"));
    for folder in sources.chain(TESTS_IN_FOLDERS.map(PathBuf::from)) {
        forgotten.extend(tree::find_files(&folder.display().to_string(), "rs"));
    }
    assert!(forgotten.len() > 200, "only {} files", forgotten.len());
    forgotten.retain(|file| {
        let file = root().join(file).canonicalize().unwrap();
        !module_files.contains(&file)
    });
    assert!(
        forgotten.is_empty(),
        "no `mod` line names these files, so delete them or add the line: \
         {forgotten:?}"
    );
}

#[test]
fn no_scripts_import_each_other_in_a_circle() {
    for folder in SCRIPT_FOLDERS {
        let graph = javascript::read_graph(&root().join(folder)).unwrap();
        assert!(graph.module_count() > 20, "`{folder}` has few scripts");
        let faults = describe_cycles(folder, &graph);
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    }
}

/// The bundle contains only scripts that `main.js` imports, directly or not.
#[test]
fn every_script_of_the_page_is_imported() {
    let graph = javascript::read_graph(&root().join("page/src")).unwrap();
    let mut forgotten = graph.unimported_modules();
    assert!(forgotten.remove("main.js"), "`main.js` has a new name");
    forgotten.retain(|script| {
        !script.ends_with(".test.js") && !script.starts_with("generated")
    });
    assert!(
        forgotten.is_empty(),
        "no script in `page/src` imports these, so call them from \
         `page/src/main.js` or delete them: {forgotten:?}"
    );
}

/// The bundle contains only styles that `page.css` imports, directly or not.
#[test]
fn every_style_of_the_page_is_imported() {
    let styles = tree::find_files("page/src", "css");
    assert!(styles.len() > 20, "only {} styles", styles.len());
    let mut imported = BTreeSet::from([PathBuf::from("page/src/page.css")]);
    for style in &styles {
        let text = tree::read_file(style);
        let paths = text.lines().filter_map(|line| {
            line.strip_prefix("@import \"./")?.strip_suffix("\";")
        });
        imported.extend(paths.map(|path| style.with_file_name(path)));
    }
    let forgotten: Vec<_> = styles
        .iter()
        .filter(|style| !imported.contains(*style))
        .collect();
    assert!(
        forgotten.is_empty(),
        "import these in `page/src/page.css`, or delete them: {forgotten:?}"
    );
}

fn describe_cycles(name: &str, graph: &ModuleGraph) -> Vec<String> {
    let describe = |cycle| {
        format!(
            "`{name}`: {cycle}: move what both sides need to a module that \
             both import"
        )
    };
    graph.cycles().into_iter().map(describe).collect()
}

/// The root files of all our crates, relative to the book's root: libraries,
/// programs, tests and benchmarks.
fn find_crate_root_files() -> Result<Vec<PathBuf>> {
    let mut roots = Vec::new();
    for package in find_packages()? {
        for folder in ["src", "src/bin", "tests", "benches", ""] {
            roots.extend(find_crate_root_files_in(&package.join(folder))?);
        }
    }
    // A library's modules are no roots.
    roots.retain(|file| {
        file.parent().is_some_and(|folder| !folder.ends_with("src"))
            || file.ends_with("lib.rs")
            || file.ends_with("main.rs")
    });
    roots.sort();
    roots.dedup();
    Ok(roots)
}

/// The folders of our packages without the book's programs.
fn find_packages() -> Result<Vec<PathBuf>> {
    let mut packages = subfolders(Path::new("crates"))?;
    packages.extend(subfolders(Path::new("recorder"))?);
    packages.extend(["workbook", "tests"].map(PathBuf::from));
    Ok(packages)
}

/// The files `NAME.rs` and `NAME/main.rs` of a folder, if it exists.
fn find_crate_root_files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    if !root().join(folder).is_dir() {
        return Ok(Vec::new());
    }
    let files = read_entries(folder)?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|name| name == "rs"));
    let folders = subfolders(folder)?.into_iter();
    let mains = folders
        .map(|folder| folder.join("main.rs"))
        .filter(|file| root().join(file).is_file());
    Ok(files.chain(mains).collect())
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = read_entries(folder)?;
    paths.retain(|path| root().join(path).is_dir());
    Ok(paths)
}

fn read_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(root().join(folder))?;
    let names = entries.map(|entry| Ok(folder.join(entry?.file_name())));
    names.collect()
}
