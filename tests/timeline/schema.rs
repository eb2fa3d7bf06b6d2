//! Every timeline of the tree against the JSON Schema, by a validator of just
//! the keywords that the schema uses.

use anyhow::{Context, Result, bail, ensure};
use book_tests::{root, tree};
use serde_json::Value;
use std::fs;
use std::path::Path;
use workbook::timeline::{
    Block, Group, How, Kind, Level, Ms, Outcome, Task, Thread, Timeline,
    VERSION, Wait, Wake, WakeKind,
};

const SCHEMA: &str = "workbook/timeline.schema.json";

/// What a reader may be told, and what has been looked at elsewhere.
const IGNORED: [&str; 4] = ["$schema", "$defs", "title", "description"];

pub fn every_timeline_fits_the_schema() -> Result<()> {
    let schema = json(Path::new(SCHEMA))?;
    let mut count = 0;
    for file in tree::files("tests/timeline", "json") {
        fits(&schema, &json(&file)?, &file)?;
        count += 1;
    }
    for folder in ["listings", "examples"] {
        if !root().join(folder).is_dir() {
            continue;
        }
        for file in tree::files(folder, "json") {
            if let Some(timeline) = json(&file)?.get("timeline") {
                fits(&schema, timeline, &file)?;
                count += 1;
            }
        }
    }
    ensure!(count >= 19, "only {count} timelines were found");
    Ok(())
}

/// A validator that lets all pass would prove nothing.
pub fn the_schema_refuses_what_no_timeline_has() -> Result<()> {
    let schema = json(Path::new(SCHEMA))?;
    let wrong = [
        r#"{"end":1}"#,
        r#"{"v":2,"end":1}"#,
        r#"{"v":1,"end":-1}"#,
        r#"{"v":1,"end":1,"more":0}"#,
        r#"{"v":1,"end":1,"tasks":[{"id":0,"kind":"root","start":0}]}"#,
        r#"{"v":1,"end":1,"polls":[[0,0,1]]}"#,
        r#"{"v":1,"end":1,"polls":[[0.5,0,1,2]]}"#,
        r#"{"v":1,"end":1,"wakes":[[1,0,null,"end",true]]}"#,
        r#"{"v":1,"end":1,"waits":[{"task":0,"on":"tea","start":1}]}"#,
    ];
    for text in wrong {
        let value = serde_json::from_str(text)?;
        ensure!(check(&schema, &schema, &value).is_err(), "{text} passes");
    }
    Ok(())
}

/// Fits the schema, and has nothing that our own types do not know.
fn fits(schema: &Value, timeline: &Value, file: &Path) -> Result<()> {
    let file = file.display();
    check(schema, schema, timeline).with_context(|| format!("`{file}`"))?;
    let read: Timeline = serde_json::from_value(timeline.clone())
        .with_context(|| format!("`{file}`"))?;
    let written = serde_json::to_value(&read)?;
    ensure!(written == *timeline, "`{file}` reads back as another one");
    Ok(())
}

fn json(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(root().join(file))
        .with_context(|| format!("`{}`", file.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn check(root: &Value, schema: &Value, value: &Value) -> Result<()> {
    let Value::Object(keywords) = schema else {
        bail!("a schema is an object, not {schema}");
    };
    for (keyword, rule) in keywords {
        let is_fit = match keyword.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap_or_default();
                let part = root.pointer(pointer.trim_start_matches('#'));
                check(root, part.context("no such `$ref`")?, value)?;
                true
            }
            "type" => is_of_type(rule, value),
            "const" => rule == value,
            "enum" => array(rule)?.contains(value),
            "minimum" => value.as_f64() >= rule.as_f64() || value.is_null(),
            "minItems" => array(value)?.len() as u64 >= size(rule)?,
            "maxItems" => array(value)?.len() as u64 <= size(rule)?,
            "required" => {
                let has = |key: &Value| value.get(key.as_str()?);
                array(rule)?.iter().all(|key| has(key).is_some())
            }
            "items" | "prefixItems" => {
                check_items(root, rule, value)?;
                true
            }
            "properties" => {
                check_properties(root, schema, value)?;
                true
            }
            "additionalProperties" => rule == false,
            keyword if IGNORED.contains(&keyword) => true,
            keyword => bail!("the validator does not know `{keyword}`"),
        };
        ensure!(is_fit, "{value} is not of `{keyword}` {rule}");
    }
    Ok(())
}

fn check_items(root: &Value, rule: &Value, value: &Value) -> Result<()> {
    let items = array(value)?.iter();
    match rule {
        Value::Array(rules) => rules
            .iter()
            .zip(items)
            .try_for_each(|(r, v)| check(root, r, v)),
        rule => items.into_iter().try_for_each(|v| check(root, rule, v)),
    }
}

/// No schema here allows other properties than those that it names.
fn check_properties(root: &Value, schema: &Value, value: &Value) -> Result<()> {
    ensure!(
        schema.get("additionalProperties") == Some(&Value::Bool(false)),
        "a schema leaves `additionalProperties` open"
    );
    for (key, value) in value.as_object().into_iter().flatten() {
        let rule = &schema["properties"][key];
        ensure!(!rule.is_null(), "there is no property `{key}`");
        check(root, rule, value).with_context(|| format!("`{key}`"))?;
    }
    Ok(())
}

fn is_of_type(rule: &Value, value: &Value) -> bool {
    match rule {
        Value::Array(types) => types.iter().any(|t| is_of_type(t, value)),
        rule => match rule.as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("number") => value.is_number(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("null") => value.is_null(),
            _ => false,
        },
    }
}

fn array(value: &Value) -> Result<&Vec<Value>> {
    value
        .as_array()
        .with_context(|| format!("{value} is no array"))
}

fn size(rule: &Value) -> Result<u64> {
    rule.as_u64().with_context(|| format!("{rule} is no size"))
}

/// A key that is added to a type and not to the schema, or the other way
/// round, is found even where no timeline has it.
pub fn the_schema_has_the_keys_of_our_types() -> Result<()> {
    let schema = json(Path::new(SCHEMA))?;
    let full: Value = serde_json::to_value(full())?;
    check(&schema, &schema, &full)?;
    let same = |object: &Value, schema: &Value| {
        let keys = |value: &Value| -> Vec<String> {
            value
                .as_object()
                .into_iter()
                .flat_map(|o| o.keys())
                .cloned()
                .collect()
        };
        let (ours, its) = (keys(object), keys(&schema["properties"]));
        ensure!(ours == its, "our keys are {ours:?}, the schema's {its:?}");
        Ok(())
    };
    same(&full, &schema)?;
    for (list, definition) in [
        ("threads", "thread"),
        ("tasks", "task"),
        ("waits", "wait"),
        ("levels", "level"),
        ("groups", "group"),
    ] {
        same(&full[list][0], &schema["$defs"][definition])?;
    }
    Ok(())
}

const MS: Ms = Ms(1.5);

fn full_block(calls: usize) -> Block {
    Block {
        thread: 0,
        task: None,
        start: MS,
        end: Some(MS),
        what: "sleep".to_owned(),
        calls,
    }
}

/// A timeline in which no key has its default.
fn full() -> Timeline {
    Timeline {
        v: VERSION,
        end: MS,
        is_virtual: true,
        cut: Some(MS),
        threads: vec![full_thread()],
        tasks: vec![full_task()],
        polls: vec![(1, 0, MS, MS)],
        waits: vec![full_wait()],
        wakes: vec![Wake {
            at: MS,
            task: 1,
            by: Some(0),
            kind: WakeKind::Itself,
            sure: false,
        }],
        blocks: [1, 2].map(full_block).into(),
        parks: vec![(0, MS, MS)],
        prints: vec![(MS, Some(1), 0, "stderr".to_owned(), 1)],
        panics: vec![(MS, None, 0, None)],
        levels: vec![Level {
            on: "channel".to_owned(),
            line: Some(1),
            values: vec![(MS, 2)],
        }],
        groups: vec![full_group()],
        notes: vec!["told".to_owned()],
    }
}

fn full_thread() -> Thread {
    Thread {
        name: "main".to_owned(),
        worker: true,
        by: Some(0),
        start: Some(MS),
        end: Some(MS),
    }
}

fn full_task() -> Task {
    Task {
        id: 1,
        kind: Kind::Local,
        name: Some("tea".to_owned()),
        line: Some(1),
        by: Some(0),
        start: MS,
        end: Some(MS),
        how: Some(How::Done),
        sure: false,
    }
}

fn full_wait() -> Wait {
    Wait {
        task: 1,
        on: "sleep".to_owned(),
        ms: Some(MS),
        line: Some(1),
        start: MS,
        end: Some(MS),
        how: Some(Outcome::Dropped),
    }
}

fn full_group() -> Group {
    Group {
        kind: Kind::Blocking,
        line: Some(1),
        by: Some(0),
        count: 3,
        start: (MS, MS),
        end: Some((MS, MS)),
        done: 1,
        cancelled: 1,
        panicked: 1,
        alive: vec![(MS, 1)],
    }
}
