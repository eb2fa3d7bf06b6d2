//! Each program of this folder, and the document that its run must give:
//! exactly that where its time is virtual, else one of the same shape.

use anyhow::{Context, Result, bail};
use book_tests::recorded_program::RecordedProgram;
use book_tests::{root, update};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use timeline::{Timeline, compare};

const NAMES: [&str; 20] = [
    "spawned",
    "join",
    "join_all",
    "unordered",
    "select",
    "timeout",
    "abort",
    "mutex",
    "semaphore",
    "channel",
    "lagged",
    "blocking",
    "blocked_loop",
    "panic",
    "nested",
    "yield_now",
    "workers",
    "local",
    "meetings",
    "crowd",
];

pub fn trials() -> Vec<Trial> {
    let trial = |name: &'static str| {
        Trial::test(format!("golden/{name}"), || {
            golden(name).map_err(|error| Failed::from(format!("{error:#}")))
        })
    };
    NAMES.into_iter().map(trial).collect()
}

fn golden(name: &str) -> Result<()> {
    let text = fs::read_to_string(source(name))?;
    let program = RecordedProgram::compile(name, &text)?;
    let mut timeline = program.record(&[])?.timeline();
    // On a busy machine a real time may be wrong once.
    if !timeline.is_virtual
        && !update::is_requested()
        && differences(&expected(name)?, &timeline).is_err()
    {
        timeline = program.record(&[])?.timeline();
    }
    let file = source(name).with_extension("json");
    let shown = file.strip_prefix(root()).unwrap_or(&file).display();
    if update::is_requested() {
        let is_new = expected(name)
            .map_or(true, |old| differences(&old, &timeline).is_err());
        if is_new {
            fs::write(&file, pretty(&timeline)?)?;
            eprintln!("rewrote `{shown}`; read it before you commit");
        }
        return Ok(());
    }
    match differences(&expected(name)?, &timeline) {
        Ok(()) => Ok(()),
        Err(why) => bail!("`{shown}`:\n{why}\n\n{}", pretty(&timeline)?),
    }
}

/// Where a program's text is.
fn source(name: &str) -> PathBuf {
    root().join(format!("tests/timeline/{name}.rs"))
}

fn expected(name: &str) -> Result<Timeline> {
    let file = source(name).with_extension("json");
    let text = fs::read_to_string(&file)
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
fn pretty(timeline: &Timeline) -> Result<String> {
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
