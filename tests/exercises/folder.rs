//! The folder around the exercises: nothing in it is unlisted, and cargo
//! builds the same crates there as everywhere.

use anyhow::{Context, Result, ensure};
use book_tests::{root, tree};
use libtest_mimic::Trial;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use workbook::catalogue::Catalogue;
use workbook::exercises::{Exercise, Exercises};

pub fn trials(exercises: &Exercises) -> Vec<Trial> {
    type Check = fn(&Exercises) -> Result<()>;
    let checks: [(&str, Check); 5] = [
        ("every_file_is_listed", every_file_is_listed),
        (
            "every_program_is_in_cargo_toml",
            every_program_is_in_cargo_toml,
        ),
        ("every_exercise_has_a_chapter", every_exercise_has_a_chapter),
        ("no_name_is_used_twice", no_name_is_used_twice),
        (
            "crates_have_the_books_versions",
            crates_have_the_books_versions,
        ),
    ];
    let trial = |(name, check): (&str, Check)| {
        let exercises = exercises.clone();
        Trial::test(name, move || check(&exercises).map_err(super::failed))
    };
    checks.into_iter().map(trial).collect()
}

fn every_file_is_listed(exercises: &Exercises) -> Result<()> {
    let files = |of: fn(&Exercise) -> PathBuf| -> BTreeSet<PathBuf> {
        exercises.all.iter().map(of).collect()
    };
    let mut listed = files(Exercise::path);
    listed.extend(files(Exercise::solution_path));
    let mut there = tree::files("exercises/exercises", "rs");
    there.extend(tree::files("exercises/solutions", "rs"));
    let there = BTreeSet::from_iter(there);
    let unlisted: Vec<_> = there.difference(&listed).collect();
    ensure!(
        unlisted.is_empty(),
        "`exercises/info.toml` does not list {unlisted:?}"
    );
    let missing: Vec<_> = listed.difference(&there).collect();
    ensure!(missing.is_empty(), "there is no {missing:?}");
    Ok(())
}

/// As `rustlings dev update` writes it.
fn every_program_is_in_cargo_toml(exercises: &Exercises) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        bin: Vec<Bin>,
    }
    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Bin {
        name: String,
        path: String,
    }
    let text = fs::read_to_string(root().join("exercises/Cargo.toml"))?;
    let there: Manifest = toml::from_str(&text)?;
    let bin = |kind: &str, suffix: &str, exercise: &Exercise| Bin {
        name: format!("{}{suffix}", exercise.name),
        path: format!("{kind}/{}/{}.rs", exercise.dir, exercise.name),
    };
    let expected: Vec<Bin> = exercises
        .all
        .iter()
        .flat_map(|e| [bin("exercises", "", e), bin("solutions", "_sol", e)])
        .collect();
    ensure!(
        there.bin == expected,
        "run `rustlings dev update` in `exercises/`: it lists the programs \
         in `Cargo.toml`"
    );
    Ok(())
}

/// And they come in the book's order.
fn every_exercise_has_a_chapter(exercises: &Exercises) -> Result<()> {
    let catalogue = Catalogue::load(root())?;
    let chapters: Vec<String> = catalogue
        .packages
        .iter()
        .map(|package| package.slug.replace('-', "_"))
        .collect();
    let mut last = 0;
    for (chapter, all) in exercises.by_chapter() {
        let place = chapters.iter().position(|known| known == chapter);
        let place = place.with_context(|| {
            format!("`{}`: there is no chapter `{chapter}`", all[0].name)
        })?;
        ensure!(place >= last, "`{chapter}` comes too late in `info.toml`");
        last = place;
    }
    let first = exercises.by_chapter().next();
    let (chapter, all) = first.context("there are no exercises")?;
    ensure!(all.len() >= 3, "`{chapter}` has fewer than three exercises");
    Ok(())
}

fn no_name_is_used_twice(exercises: &Exercises) -> Result<()> {
    let mut names = BTreeSet::new();
    for exercise in &exercises.all {
        let name = &exercise.name;
        ensure!(names.insert(name), "two exercises have the name `{name}`");
    }
    Ok(())
}

/// Whoever has built the book compiles little more for the exercises.
fn crates_have_the_books_versions(_: &Exercises) -> Result<()> {
    let book = versions("Cargo.lock")?;
    let ours = versions("exercises/Cargo.lock")?;
    ensure!(ours.contains_key("tokio"), "{ours:?}");
    let others: Vec<String> = ours
        .into_iter()
        .filter(|(name, version)| {
            book.get(name)
                .is_some_and(|known| !known.is_superset(version))
        })
        .map(|(name, version)| format!("{name} {version:?}"))
        .collect();
    ensure!(
        others.is_empty(),
        "`exercises/Cargo.lock` has other versions than `Cargo.lock`, of {}; \
         `cargo update -p NAME --precise VERSION` in `exercises/` mends it",
        others.join(", ")
    );
    Ok(())
}

type Versions = BTreeMap<String, BTreeSet<String>>;

fn versions(lock: &str) -> Result<Versions> {
    #[derive(serde::Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
        version: String,
        source: Option<String>,
    }
    let text =
        fs::read_to_string(root().join(lock)).context(lock.to_owned())?;
    let lock: Lock = toml::from_str(&text)?;
    let mut versions = Versions::new();
    for package in lock.package.into_iter().filter(|p| p.source.is_some()) {
        let known = versions.entry(package.name).or_default();
        known.insert(package.version);
    }
    Ok(versions)
}
