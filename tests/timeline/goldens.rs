//! Each program of this folder, and the document that its run must give:
//! exactly that where its time is virtual, else one of the same shape.

use crate::programs::{Crates, source};
use anyhow::{Context, Result, bail};
use book_tests::{root, update};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::fs;
use std::sync::{Arc, OnceLock};
use workbook::timeline::{Timeline, compare};

pub const NAMES: [&str; 19] = [
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

/// Built once, by the first that needs them.
pub type Shared = Arc<OnceLock<Result<Crates, String>>>;

pub fn crates(shared: &Shared) -> Result<&Crates> {
    let built = || Crates::build().map_err(|error| format!("{error:#}"));
    let crates = shared.get_or_init(built).as_ref();
    crates.map_err(|error| anyhow::anyhow!("{error}"))
}

pub fn trials(shared: &Shared) -> Vec<Trial> {
    let trial = |name: &'static str| {
        let shared = Arc::clone(shared);
        Trial::test(format!("golden/{name}"), move || {
            golden(&shared, name)
                .map_err(|error| Failed::from(format!("{error:#}")))
        })
    };
    NAMES.into_iter().map(trial).collect()
}

fn golden(shared: &Shared, name: &str) -> Result<()> {
    let program = crates(shared)?.compile(name)?;
    let mut timeline = program.run(&[])?.timeline;
    // On a busy machine a real time may be wrong once.
    if !timeline.is_virtual
        && !update::wanted()
        && differences(&expected(name)?, &timeline).is_err()
    {
        timeline = program.run(&[])?.timeline;
    }
    let file = source(name).with_extension("json");
    let shown = file.strip_prefix(root()).unwrap_or(&file).display();
    if update::wanted() {
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

pub fn expected(name: &str) -> Result<Timeline> {
    let file = source(name).with_extension("json");
    let text = fs::read_to_string(&file)
        .with_context(|| format!("`{}`", file.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn differences(expected: &Timeline, timeline: &Timeline) -> Result<(), String> {
    if !expected.is_virtual {
        return compare(expected, timeline).map_err(|all| all.join("\n"));
    }
    match expected == timeline {
        true => Ok(()),
        false => Err("the run gave another document".to_owned()),
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
