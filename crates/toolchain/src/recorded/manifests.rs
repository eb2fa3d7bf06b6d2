//! The manifests of the workspace and of its packages.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The parts of a manifest that the packages of the workspace don't have.
const LEFT_OUT_SECTIONS: [&str; 8] = [
    "example",
    "bin",
    "lib",
    "test",
    "bench",
    "dev-dependencies",
    "profile",
    "workspace",
];

/// Built with optimisations, since they run in every recorded program.
const OPTIMIZED_PACKAGES: [&str; 2] = ["probe", "recorder-events"];

pub fn example_name(package: &str) -> String {
    format!("crates-of-{package}")
}

/// The book's own manifest, with other members and the copy of tokio.
pub fn workspace_manifest(
    root: &Path,
    packages: &[(String, PathBuf)],
    copy: &Path,
) -> Result<String> {
    let mut manifest: Table =
        toml::from_str(&read_file(&root.join("Cargo.toml"))?)?;
    let workspace = get_or_insert_table(&mut manifest, "workspace");
    let members = packages.iter().map(|(name, _)| Value::from(name.as_str()));
    workspace.insert("members".to_owned(), Value::Array(members.collect()));
    workspace.remove("default-members");
    make_paths_absolute(get_or_insert_table(workspace, "dependencies"), root);
    let profile = get_or_insert_table(
        get_or_insert_table(&mut manifest, "profile"),
        "dev",
    );
    for name in OPTIMIZED_PACKAGES {
        let fast =
            get_or_insert_table(get_or_insert_table(profile, "package"), name);
        fast.insert("opt-level".to_owned(), 3.into());
        fast.insert("codegen-units".to_owned(), 1.into());
    }
    let patch = get_or_insert_table(
        get_or_insert_table(&mut manifest, "patch"),
        "crates-io",
    );
    let path = [("path".to_owned(), path_value(copy))];
    patch.insert("tokio".to_owned(), Value::Table(path.into_iter().collect()));
    Ok(toml::to_string(&manifest)?)
}

/// A package's manifest, with a single program that does nothing.
pub fn package_manifest(folder: &Path, probe: &Path) -> Result<String> {
    let mut manifest: Table =
        toml::from_str(&read_file(&folder.join("Cargo.toml"))?)?;
    for section in LEFT_OUT_SECTIONS {
        manifest.remove(section);
    }
    let package = get_or_insert_table(&mut manifest, "package");
    package.remove("metadata");
    let name = package.get("name").and_then(Value::as_str);
    let example_table = [
        ("name", Value::from(example_name(name.unwrap_or_default()))),
        ("path", Value::from("main.rs")),
    ];
    let example_table =
        example_table.map(|(key, value)| (key.to_owned(), value));
    let example_table = Value::Table(example_table.into_iter().collect());
    manifest.insert("example".to_owned(), Value::Array(vec![example_table]));
    let dependencies = get_or_insert_table(&mut manifest, "dependencies");
    make_paths_absolute(dependencies, folder);
    let path = [("path".to_owned(), path_value(probe))];
    let probe = Value::Table(path.into_iter().collect());
    dependencies.insert("probe".to_owned(), probe);
    Ok(toml::to_string(&manifest)?)
}

fn make_paths_absolute(dependencies: &mut Table, folder: &Path) {
    for dependency in dependencies.iter_mut().map(|(_, value)| value) {
        if let Some(path) = dependency.get_mut("path")
            && let Some(relative) = path.as_str()
        {
            *path = path_value(&folder.join(relative));
        }
    }
}

fn path_value(path: &Path) -> Value {
    Value::from(path.display().to_string())
}

/// The table of that name in `parent`, which is made if there is none.
fn get_or_insert_table<'a>(
    parent: &'a mut Table,
    table_name: &str,
) -> &'a mut Table {
    let entry = parent
        .entry(table_name)
        .or_insert_with(|| Table::new().into());
    if !entry.is_table() {
        *entry = Table::new().into();
    }
    entry.as_table_mut().expect("it is a table now")
}

pub fn read_file(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("`{}` cannot be read", path.display()))
}
