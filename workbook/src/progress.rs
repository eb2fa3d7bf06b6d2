//! What the reader has done: read, run, predicted, solved.
//!
//! It is one file, `.workbook/progress.json`, shared by all pages and the
//! terminal. Each entry holds the hash of the text that it was true for
//! ([`hash`]): where that text changes, the workbook asks again. Keys that
//! we do not know are kept, for a newer workbook may have written them.

mod hash;
mod lock;
mod store;

pub use hash::hash;
pub use store::{Loaded, Store};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::SystemTime;

/// The version of the format.
const VERSION: u64 = 1;

/// What can be done to a page, a listing, a question, an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    Read,
    Run,
    Predicted,
    Solved,
}

impl Deed {
    pub const ALL: [Deed; 4] =
        [Deed::Read, Deed::Run, Deed::Predicted, Deed::Solved];
}

/// All of it; what was done is keyed by names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    v: u64,
    #[serde(default)]
    read: Marks,
    #[serde(default)]
    run: Marks,
    #[serde(default)]
    predicted: Marks,
    #[serde(default)]
    solved: Marks,
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

type Marks = BTreeMap<String, Mark>;

/// That something was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Of the text for which it was.
    pub hash: String,
    /// When, in seconds since 1970.
    pub at: u64,
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

impl Default for Progress {
    fn default() -> Self {
        Progress {
            v: VERSION,
            read: Marks::new(),
            run: Marks::new(),
            predicted: Marks::new(),
            solved: Marks::new(),
            others: BTreeMap::new(),
        }
    }
}

impl Progress {
    /// Reads what [`Progress::text`] wrote.
    pub fn parse(text: &str) -> Result<Progress> {
        let progress: Progress =
            serde_json::from_str(text).context("it is no progress")?;
        ensure!(
            progress.v <= VERSION,
            "a newer workbook has written it (format {}, ours is {VERSION})",
            progress.v
        );
        Ok(progress)
    }

    /// JSON of many lines, so that a learner can read it.
    pub fn text(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Whether it was done, for this very text.
    pub fn has(&self, deed: Deed, name: &str, hash: &str) -> bool {
        let mark = self.of(deed).get(name);
        mark.is_some_and(|mark| mark.hash == hash)
    }

    pub fn of(&self, deed: Deed) -> &BTreeMap<String, Mark> {
        match deed {
            Deed::Read => &self.read,
            Deed::Run => &self.run,
            Deed::Predicted => &self.predicted,
            Deed::Solved => &self.solved,
        }
    }

    /// Notes that it is done, now.
    pub fn note(&mut self, deed: Deed, name: &str, hash: &str) {
        let mark = Mark {
            hash: hash.to_owned(),
            at: now(),
            others: BTreeMap::new(),
        };
        self.of_mut(deed).insert(name.to_owned(), mark);
    }

    pub fn forget(&mut self, deed: Deed, name: &str) {
        self.of_mut(deed).remove(name);
    }

    /// Takes over what the other has; where both have it, the later counts.
    pub fn merge(&mut self, other: Progress) {
        for deed in Deed::ALL {
            for (name, theirs) in other.of(deed).clone() {
                let ours = self.of(deed).get(&name);
                if ours.is_none_or(|ours| ours.at < theirs.at) {
                    self.of_mut(deed).insert(name, theirs);
                }
            }
        }
        for (key, value) in other.others {
            self.others.entry(key).or_insert(value);
        }
    }

    fn of_mut(&mut self, deed: Deed) -> &mut Marks {
        match deed {
            Deed::Read => &mut self.read,
            Deed::Run => &mut self.run,
            Deed::Predicted => &mut self.predicted,
            Deed::Solved => &mut self.solved,
        }
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_counts_for_that_text_only() {
        let mut progress = Progress::default();
        progress.note(Deed::Solved, "one_stalls", "aa");
        assert!(progress.has(Deed::Solved, "one_stalls", "aa"));
        assert!(!progress.has(Deed::Solved, "one_stalls", "bb"));
        assert!(!progress.has(Deed::Run, "one_stalls", "aa"));
        progress.forget(Deed::Solved, "one_stalls");
        assert_eq!(progress, Progress::default());
    }

    #[test]
    fn unknown_keys_survive_and_a_newer_format_is_refused() {
        let text = r#"{"v":1,"stars":3,"run":{"a":{"hash":"x","at":5,
            "times":2}}}"#;
        let again = Progress::parse(text).unwrap().text().unwrap();
        assert!(again.contains("\"stars\": 3"), "{again}");
        assert!(again.contains("\"times\": 2"), "{again}");
        let error = Progress::parse("{\"v\":2}").unwrap_err().to_string();
        assert!(error.contains("a newer workbook"), "{error}");
        assert!(Progress::parse("{}").is_err());
    }

    #[test]
    fn merging_keeps_the_later_of_two() {
        let at = |hash: &str, at| {
            let text = format!(
                "{{\"v\":1,\"run\":{{\"a\":{{\"hash\":\"{hash}\",\
                 \"at\":{at}}}}}}}"
            );
            Progress::parse(&text).unwrap()
        };
        let mut progress = at("new", 9);
        progress.merge(at("old", 3));
        assert!(progress.has(Deed::Run, "a", "new"));
        progress.merge(at("newest", 12));
        assert!(progress.has(Deed::Run, "a", "newest"));
    }
}
