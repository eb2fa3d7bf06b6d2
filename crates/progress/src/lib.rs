//! What the reader has done: read, run, predicted, tried, solved.
//!
//! It is one file, `.workbook/progress.json`, shared by all pages and the
//! terminal. Each entry holds the hash of the text that it was true for
//! ([`hash`]): where that text changes, the workbook asks again. Keys that
//! we do not know are kept, for a newer workbook may have written them.

mod hash;
mod store;

pub use hash::hash;
pub use store::{DamagedFile, LoadedProgress, Store};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::SystemTime;
use ts_rs::TS;

/// The version of the format.
const VERSION: u64 = 1;

/// What a reader can do with a page, a listing, a question, a "Try it" task
/// or an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Milestone {
    Read,
    Run,
    Predicted,
    Tried,
    Solved,
}

impl Milestone {
    pub const ALL: [Milestone; 5] = [
        Milestone::Read,
        Milestone::Run,
        Milestone::Predicted,
        Milestone::Tried,
        Milestone::Solved,
    ];
}

/// All marks, keyed by the names of pages, listings and so on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Progress {
    v: u64,
    #[serde(default)]
    read: Marks,
    #[serde(default)]
    run: Marks,
    #[serde(default)]
    predicted: Marks,
    #[serde(default, skip_serializing_if = "Marks::is_empty")]
    tried: Marks,
    #[serde(default)]
    solved: Marks,
    #[serde(flatten)]
    #[ts(skip)]
    unknown_fields: BTreeMap<String, serde_json::Value>,
}

type Marks = BTreeMap<String, ProgressMark>;

/// When a milestone was reached, and for which text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressMark {
    /// The hash of the text.
    pub hash: String,
    /// The time in seconds since 1970.
    #[serde(rename = "at")]
    pub unix_seconds: u64,
    #[serde(flatten)]
    #[ts(skip)]
    unknown_fields: BTreeMap<String, serde_json::Value>,
}

impl Default for Progress {
    fn default() -> Self {
        Progress {
            v: VERSION,
            read: Marks::new(),
            run: Marks::new(),
            predicted: Marks::new(),
            tried: Marks::new(),
            solved: Marks::new(),
            unknown_fields: BTreeMap::new(),
        }
    }
}

impl Progress {
    /// Reads what [`Progress::to_json`] wrote. Some editors put a byte order
    /// mark before it.
    pub fn parse(json: &str) -> Result<Progress> {
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let progress: Progress =
            serde_json::from_str(json).context("it is not a progress file")?;
        ensure!(
            progress.v <= VERSION,
            "a newer workbook has written it (format {}, ours is {VERSION})",
            progress.v
        );
        Ok(progress)
    }

    /// Returns JSON with line breaks, so that a learner can read it.
    pub fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Whether the milestone was reached for the text with this hash. A mark
    /// of an older workbook counts for any text. But a `read` of it doesn't
    /// count, because scrolling made it, not the reader.
    pub fn has_reached(
        &self,
        milestone: Milestone,
        item_name: &str,
        hash: &str,
    ) -> bool {
        let mark = self.marks(milestone).get(item_name);
        mark.is_some_and(|mark| {
            let is_older = hash::is_from_older_workbook(&mark.hash);
            mark.hash == hash || (is_older && milestone != Milestone::Read)
        })
    }

    pub fn marks(
        &self,
        milestone: Milestone,
    ) -> &BTreeMap<String, ProgressMark> {
        match milestone {
            Milestone::Read => &self.read,
            Milestone::Run => &self.run,
            Milestone::Predicted => &self.predicted,
            Milestone::Tried => &self.tried,
            Milestone::Solved => &self.solved,
        }
    }

    /// Marks the milestone as reached now.
    pub fn mark_reached(
        &mut self,
        milestone: Milestone,
        item_name: &str,
        hash: &str,
    ) {
        let mark = ProgressMark {
            hash: hash.to_owned(),
            unix_seconds: unix_seconds_now(),
            unknown_fields: BTreeMap::new(),
        };
        self.marks_mut(milestone).insert(item_name.to_owned(), mark);
    }

    pub fn forget(&mut self, milestone: Milestone, item_name: &str) {
        self.marks_mut(milestone).remove(item_name);
    }

    /// Adds the marks of the other progress. If both have a mark, the later
    /// one is kept.
    pub fn merge(&mut self, other: Progress) {
        for milestone in Milestone::ALL {
            for (name, mark) in other.marks(milestone).clone() {
                let existing = self.marks(milestone).get(&name);
                if existing.is_none_or(|existing| {
                    existing.unix_seconds < mark.unix_seconds
                }) {
                    self.marks_mut(milestone).insert(name, mark);
                }
            }
        }
        for (key, value) in other.unknown_fields {
            self.unknown_fields.entry(key).or_insert(value);
        }
    }

    fn marks_mut(&mut self, milestone: Milestone) -> &mut Marks {
        match milestone {
            Milestone::Read => &mut self.read,
            Milestone::Run => &mut self.run,
            Milestone::Predicted => &mut self.predicted,
            Milestone::Tried => &mut self.tried,
            Milestone::Solved => &mut self.solved,
        }
    }
}

fn unix_seconds_now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_milestone_counts_for_its_text_only() {
        let mut progress = Progress::default();
        let (first, second) = (hash("first"), hash("second"));
        progress.mark_reached(Milestone::Solved, "one_stalls", &first);
        assert!(progress.has_reached(Milestone::Solved, "one_stalls", &first));
        assert!(!progress.has_reached(
            Milestone::Solved,
            "one_stalls",
            &second
        ));
        assert!(!progress.has_reached(Milestone::Run, "one_stalls", &first));
        progress.forget(Milestone::Solved, "one_stalls");
        assert_eq!(progress, Progress::default());
    }

    #[test]
    fn marks_of_an_older_workbook_still_count() {
        let text = r#"{"v":1,"solved":{"a":{"hash":"0123456789abcdef","at":5}},
            "read":{"b":{"hash":"0123456789abcdef","at":5}}}"#;
        let progress = Progress::parse(text).unwrap();
        assert!(progress.has_reached(
            Milestone::Solved,
            "a",
            &hash("its tests")
        ));
        // Scrolling has made this one.
        assert!(!progress.has_reached(Milestone::Read, "b", &hash("its text")));
    }

    #[test]
    fn unknown_keys_survive_and_a_newer_format_is_refused() {
        let text = r#"{"v":1,"stars":3,"run":{"a":{"hash":"x","at":5,
            "times":2}}}"#;
        let again = Progress::parse(text).unwrap().to_json().unwrap();
        assert!(again.contains("\"stars\": 3"), "{again}");
        assert!(again.contains("\"times\": 2"), "{again}");
        let error = Progress::parse("{\"v\":2}").unwrap_err().to_string();
        assert!(error.contains("a newer workbook"), "{error}");
        assert!(Progress::parse("{}").is_err());
    }

    #[test]
    fn a_byte_order_mark_is_ignored() {
        assert!(Progress::parse("\u{feff}{\"v\":1}").is_ok());
    }

    #[test]
    fn merging_keeps_the_later_of_two_marks() {
        let marked_at = |text: &str, at| {
            let mut progress = Progress::default();
            progress.mark_reached(Milestone::Run, "a", &hash(text));
            progress
                .marks_mut(Milestone::Run)
                .get_mut("a")
                .unwrap()
                .unix_seconds = at;
            progress
        };
        let mut progress = marked_at("new", 9);
        progress.merge(marked_at("old", 3));
        assert!(progress.has_reached(Milestone::Run, "a", &hash("new")));
        progress.merge(marked_at("newest", 12));
        assert!(progress.has_reached(Milestone::Run, "a", &hash("newest")));
    }
}
