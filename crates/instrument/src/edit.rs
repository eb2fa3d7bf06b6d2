//! The edits, as they are written in `edits/*.toml`.

use serde::Deserialize;
use std::fmt;

/// The edits, with the part of tokio that they are in.
const EDIT_FILES: [(&str, &str); 11] = [
    ("tasks", include_str!("../edits/tasks.toml")),
    ("wakes", include_str!("../edits/wakes.toml")),
    ("block_on", include_str!("../edits/block_on.toml")),
    ("time", include_str!("../edits/time.toml")),
    ("io", include_str!("../edits/io.toml")),
    ("files", include_str!("../edits/files.toml")),
    ("mpsc", include_str!("../edits/mpsc.toml")),
    ("semaphore", include_str!("../edits/semaphore.toml")),
    ("notify", include_str!("../edits/notify.toml")),
    ("channels", include_str!("../edits/channels.toml")),
    ("signals", include_str!("../edits/signals.toml")),
];

/// One change of tokio's source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Edit {
    /// The files below `src/` that it applies to.
    pub files: Vec<String>,
    /// The first line of the block around `block`, or a part of it.
    pub within: Option<String>,
    /// The function or other block to change; the whole file if there is none.
    pub block: Option<String>,
    #[serde(flatten)]
    pub action: Action,
}

/// What is done there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Inserts a line at the beginning of the block.
    InsertFirst(String),
    /// Replaces the body: the text, then a closure that runs the old body.
    Wrap(String),
    /// Inserts a line before the only line that is equal to `line`.
    Before { line: String, insert: String },
    /// Inserts a line after each line that is equal to `line`.
    After { line: String, insert: String },
    /// Replaces the only line that is equal to `line`.
    Replace { line: String, with: String },
    /// Adds `#[track_caller]` to the function, and a first line.
    TrackCaller(String),
    /// Turns an `async fn` into one that returns a future which knows where it
    /// is awaited. The text lists the generics that the future captures.
    RecordAwait(String),
    /// As `RecordAwait`, for an `async fn` that polls futures of the program: a
    /// place within those says more.
    RecordCombinator(String),
}

#[derive(Deserialize)]
struct EditFile {
    #[serde(rename = "edit")]
    edits: Vec<Edit>,
}

/// All edits, in the order in which they are applied.
///
/// # Panics
///
/// If one of the files in `edits/` is malformed; a test reads them all.
pub fn all_edits() -> Vec<Edit> {
    EDIT_FILES
        .iter()
        .flat_map(|(name, text)| {
            let area: EditFile = toml::from_str(text)
                .unwrap_or_else(|error| panic!("edits/{name}.toml: {error}"));
            area.edits
        })
        .collect()
}

/// The texts of all edits, for a hash.
pub(crate) fn edit_file_texts() -> impl Iterator<Item = &'static str> {
    EDIT_FILES.iter().map(|(_, text)| *text)
}

impl Edit {
    /// The name of the edit's anchor in one of its files.
    pub(crate) fn anchor_name(&self, file: &str) -> String {
        let blocks = [&self.within, &self.block].into_iter().flatten();
        let mut name = format!("src/{file}");
        for block in blocks {
            name += &format!(", `{block}`");
        }
        format!("{name}, {}", self.action)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::InsertFirst(_) => write!(f, "its first line"),
            Action::Wrap(_) => write!(f, "its body"),
            Action::TrackCaller(_)
            | Action::RecordAwait(_)
            | Action::RecordCombinator(_) => {
                write!(f, "its head")
            }
            Action::Before { line, .. } => write!(f, "before `{line}`"),
            Action::After { line, .. } => write!(f, "after `{line}`"),
            Action::Replace { line, .. } => write!(f, "`{line}`"),
        }
    }
}
