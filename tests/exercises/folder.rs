//! The folder around the exercises: nothing in it is unlisted, and cargo
//! builds the same crates there as everywhere.

use anyhow::{Context, Result, ensure};
use book_tests::{root, tree, update};
use catalogue::Catalogue;
use exercises::{Exercise, Exercises};
use libtest_mimic::Trial;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

pub fn trials(exercises: &Exercises) -> Vec<Trial> {
    type FolderCheck = fn(&Exercises) -> Result<()>;
    let checks: [(&str, FolderCheck); 6] = [
        ("every_file_is_listed", every_file_is_listed),
        (
            "every_program_is_in_cargo_toml",
            every_program_is_in_cargo_toml,
        ),
        (
            "every_exercise_is_kept_as_shipped",
            every_exercise_equals_its_shipped_copy,
        ),
        ("every_exercise_has_a_chapter", every_exercise_has_a_chapter),
        ("no_name_is_used_twice", no_name_is_used_twice),
        (
            "crates_have_the_books_versions",
            crates_have_the_books_versions,
        ),
    ];
    let trial = |(name, check): (&str, FolderCheck)| {
        let exercises = exercises.clone();
        Trial::test(name, move || {
            check(&exercises).map_err(|e| format!("{e:#}").into())
        })
    };
    checks.into_iter().map(trial).collect()
}

fn every_file_is_listed(exercises: &Exercises) -> Result<()> {
    let files = |path_of: fn(&Exercise) -> PathBuf| -> BTreeSet<PathBuf> {
        exercises.list.iter().map(path_of).collect()
    };
    let mut listed = files(Exercise::path);
    listed.extend(files(Exercise::solution_path));
    let mut existing = tree::find_files("exercises/exercises", "rs");
    existing.extend(tree::find_files("exercises/solutions", "rs"));
    let existing = BTreeSet::from_iter(existing);
    let unlisted: Vec<_> = existing.difference(&listed).collect();
    ensure!(
        unlisted.is_empty(),
        "`exercises/info.toml` does not list {unlisted:?}"
    );
    let missing: Vec<_> = listed.difference(&existing).collect();
    ensure!(missing.is_empty(), "these files are missing: {missing:?}");
    Ok(())
}

/// `cargo run -- reset` writes the shipped text into the learner's file.
fn every_exercise_equals_its_shipped_copy(exercises: &Exercises) -> Result<()> {
    for exercise in &exercises.list {
        let shipped = root().join(exercise.shipped_path());
        let text = fs::read_to_string(root().join(exercise.path()))?;
        if fs::read_to_string(&shipped).is_ok_and(|kept| kept == text) {
            continue;
        }
        ensure!(
            update::is_requested(),
            "`{}` differs from `{}`; if you wrote or changed the exercise as \
             its author, copy it with `SNAPSHOTS=overwrite cargo test \
             --workspace --test exercises shipped`",
            exercise.path().display(),
            exercise.shipped_path().display()
        );
        fs::create_dir_all(shipped.parent().context("no folder")?)?;
        fs::write(&shipped, text)?;
    }
    let listed = exercises.list.iter().map(Exercise::shipped_path).collect();
    let kept = BTreeSet::from_iter(tree::find_files("exercises/shipped", "rs"));
    let unlisted: Vec<_> = kept.difference(&listed).collect();
    ensure!(unlisted.is_empty(), "remove {unlisted:?}: no such exercise");
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
    let manifest: Manifest = toml::from_str(&text)?;
    let bin = |kind: &str, suffix: &str, exercise: &Exercise| Bin {
        name: format!("{}{suffix}", exercise.name),
        path: format!("{kind}/{}/{}.rs", exercise.dir, exercise.name),
    };
    let expected: Vec<Bin> = exercises
        .list
        .iter()
        .flat_map(|e| [bin("exercises", "", e), bin("solutions", "_sol", e)])
        .collect();
    ensure!(
        manifest.bin == expected,
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
    for exercise in &exercises.list {
        let name = &exercise.name;
        ensure!(names.insert(name), "two exercises have the name `{name}`");
    }
    Ok(())
}

/// Whoever has built the book compiles little more for the exercises.
fn crates_have_the_books_versions(_: &Exercises) -> Result<()> {
    let book = read_locked_versions("Cargo.lock")?;
    let versions_here = read_locked_versions("exercises/Cargo.lock")?;
    ensure!(versions_here.contains_key("tokio"), "{versions_here:?}");
    let others: Vec<String> = versions_here
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
         run `cargo update -p NAME --precise VERSION` in `exercises/`",
        others.join(", ")
    );
    Ok(())
}

type CrateVersions = BTreeMap<String, BTreeSet<String>>;

fn read_locked_versions(lock: &str) -> Result<CrateVersions> {
    #[derive(serde::Deserialize)]
    struct Lock {
        package: Vec<LockedPackage>,
    }
    #[derive(serde::Deserialize)]
    struct LockedPackage {
        name: String,
        version: String,
        source: Option<String>,
    }
    let text =
        fs::read_to_string(root().join(lock)).context(lock.to_owned())?;
    let lock: Lock = toml::from_str(&text)?;
    let mut versions = CrateVersions::new();
    for package in lock.package.into_iter().filter(|p| p.source.is_some()) {
        let known = versions.entry(package.name).or_default();
        known.insert(package.version);
    }
    Ok(versions)
}
