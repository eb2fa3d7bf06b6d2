//! `exercises/Cargo.toml`: its programs, as `rustlings dev update` writes
//! them too, and its crates with the workspace's versions and features.

use crate::manifest::{Manifest, chapter_crates};
use anyhow::{Context, Result};
use exercises::Exercises;
use std::fs;
use std::path::Path;
use toml_edit::{Array, InlineTable, Item, Table, Value};

pub(crate) fn derive(root: &Path) -> Result<Manifest> {
    let path = Path::new("exercises/Cargo.toml");
    let mut manifest = Manifest::read(root, path)?;
    let exercises = Exercises::load(root)?;
    let programs = manifest.document.entry("bin").or_insert(Item::None);
    let written = programs.as_array().map(ToString::to_string);
    let derived = programs_of(&exercises);
    if written != Some(derived.to_string()) {
        *programs = Item::Value(derived.into());
    }
    let crates = used_crates(root, &exercises)?;
    let workspace = Manifest::read(root, Path::new("Cargo.toml"))?;
    let offered = workspace
        .document
        .get("workspace")
        .and_then(|table| table.get("dependencies"))
        .and_then(Item::as_table)
        .context("`Cargo.toml` has no `[workspace.dependencies]`")?;
    let dependencies = manifest.table_mut("dependencies")?;
    replace_dependencies(dependencies, &crates, offered)?;
    Ok(manifest)
}

/// Each exercise and its solution, named and written as rustlings does it.
fn programs_of(exercises: &Exercises) -> Array {
    let mut programs = Array::new();
    for exercise in &exercises.list {
        let (name, dir) = (&exercise.name, &exercise.dir);
        let exercise = (name.clone(), format!("exercises/{dir}/{name}.rs"));
        let solution =
            (format!("{name}_sol"), format!("solutions/{dir}/{name}.rs"));
        for (name, path) in [exercise, solution] {
            let mut program = InlineTable::new();
            program.insert("name", name.into());
            program.insert("path", path.into());
            let mut program = Value::from(program);
            program.decor_mut().set_prefix("\n  ");
            programs.push_formatted(program);
        }
    }
    programs.set_trailing("\n");
    programs.set_trailing_comma(true);
    programs
}

/// The crates of the chapters that an exercise or a solution names.
fn used_crates(root: &Path, exercises: &Exercises) -> Result<Vec<String>> {
    let mut text = String::new();
    for exercise in &exercises.list {
        for folder in ["exercises", "solutions"] {
            let file = Path::new("exercises")
                .join(folder)
                .join(format!("{}/{}.rs", exercise.dir, exercise.name));
            text += &fs::read_to_string(root.join(&file))
                .with_context(|| format!("`{}`", file.display()))?;
        }
    }
    let is_used = |name: &String| {
        let in_source = name.replace('-', "_");
        text.contains(&format!("{in_source}::"))
    };
    Ok(chapter_crates(root)?.into_iter().filter(is_used).collect())
}

fn replace_dependencies(
    table: &mut Table,
    crates: &[String],
    offered: &Table,
) -> Result<()> {
    let is_needed = |name: &str| crates.iter().any(|known| known == name);
    table.retain(|name, _| is_needed(name));
    for name in crates {
        let item = offered.get(name).with_context(|| {
            format!(
                "an exercise uses `{name}`; add it to \
                 `[workspace.dependencies]` in `Cargo.toml`"
            )
        })?;
        if table.get(name).map(ToString::to_string) != Some(item.to_string()) {
            table.insert(name, item.clone());
        }
    }
    table.sort_values();
    Ok(())
}
