//! Each program of this folder, and the document that its run must give:
//! exactly that where its time is virtual, else one of the same shape.

use anyhow::{Context, Result, anyhow, bail};
use book_tests::recorded_program::RecordedProgram;
use book_tests::retry::with_attempts;
use book_tests::{root, tree, update};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use timeline::{Timeline, compare};

pub fn trials() -> Vec<Trial> {
    let trial = |name: String| {
        Trial::test(format!("golden/{name}"), move || {
            check_golden(&name)
                .map_err(|error| Failed::from(format!("{error:#}")))
        })
    };
    let names = program_names();
    assert!(names.len() >= 20, "where are the programs?");
    names.into_iter().map(trial).collect()
}

/// The programs are all files of this folder but this one.
fn program_names() -> Vec<String> {
    let files = tree::find_files("tests/timeline", "rs");
    let stems = files.iter().filter_map(|file| file.file_stem()?.to_str());
    stems
        .filter(|name| *name != "goldens")
        .map(str::to_owned)
        .collect()
}

fn check_golden(program_name: &str) -> Result<()> {
    let text = fs::read_to_string(source_path(program_name))?;
    let program = RecordedProgram::compile(program_name, &text)?;
    if update::is_requested() {
        return rewrite_golden(program_name, &program.record(&[])?.timeline());
    }
    let expected = read_expected(program_name)?;
    // Virtual times don't depend on how busy the machine is.
    let is_explained_by_load = |_: &anyhow::Error| !expected.is_virtual;
    with_attempts(program_name, is_explained_by_load, || {
        let timeline = program.record(&[])?.timeline();
        differences(&expected, &timeline).map_err(|why| {
            let timeline = to_pretty_json(&timeline).unwrap_or_default();
            anyhow!(
                "`{}`:\n{why}\n\n{timeline}",
                document_path(program_name).display()
            )
        })
    })
}

/// Writes the expected document, if it is missing or differs.
fn rewrite_golden(program_name: &str, timeline: &Timeline) -> Result<()> {
    let is_right = read_expected(program_name)
        .is_ok_and(|expected| differences(&expected, timeline).is_ok());
    if !is_right {
        let file = document_path(program_name);
        fs::write(root().join(&file), to_pretty_json(timeline)?)?;
        eprintln!("rewrote `{}`; read it before you commit", file.display());
    }
    Ok(())
}

/// Where a program's text is.
fn source_path(program_name: &str) -> PathBuf {
    root().join(format!("tests/timeline/{program_name}.rs"))
}

/// Where the expected document is, relative to the root.
fn document_path(program_name: &str) -> PathBuf {
    PathBuf::from(format!("tests/timeline/{program_name}.json"))
}

fn read_expected(program_name: &str) -> Result<Timeline> {
    let file = document_path(program_name);
    let text = fs::read_to_string(root().join(&file))
        .with_context(|| format!("`{}`", file.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn differences(expected: &Timeline, timeline: &Timeline) -> Result<(), String> {
    if !expected.is_virtual {
        return compare(expected, timeline).map_err(|faults| faults.join("\n"));
    }
    if expected == timeline {
        Ok(())
    } else {
        Err("the run made a different document".to_owned())
    }
}

/// JSON with a line for each row, for good diffs.
fn to_pretty_json(timeline: &Timeline) -> Result<String> {
    let Value::Object(keys) = serde_json::to_value(timeline)? else {
        bail!("a timeline is an object");
    };
    let parts: Vec<String> = keys
        .iter()
        .map(|(key, value)| match value {
            Value::Array(rows) => {
                let rows: Vec<_> =
                    rows.iter().map(|row| format!("  {row}")).collect();
                format!("\"{key}\": [\n{}\n]", rows.join(",\n"))
            }
            value => format!("\"{key}\": {value}"),
        })
        .collect();
    Ok(format!("{{\n{}\n}}\n", parts.join(",\n")))
}
