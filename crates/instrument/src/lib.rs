//! Makes a copy of tokio that records what it does.
//!
//! A recorded program is built against a copy of the tokio that its lockfile
//! names. The copy differs by a few lines, most of which call the crate
//! `probe`. Each of these [edits](Edit) is anchored on a function or a line of
//! tokio's source. If an anchor does not match exactly once, no copy is made,
//! and the error names every anchor that failed.
//!
//! | question | where |
//! |---|---|
//! | what is inserted, and where? | `edits/*.toml`, one file per part of tokio |
//! | how is a place found in the source? | `block` |
//! | how is an edit applied? | `apply`, and `signature` for an `async fn` |
//! | what does the copy consist of? | `copy` |

mod apply;
mod block;
mod copy;
mod edit;
mod signature;

pub use copy::{CopyError, copy_tokio, edits_hash};
pub use edit::{Action, Edit, all_edits};

/// An edit whose anchor does not match.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{anchor}: {reason}")]
pub struct Mismatch {
    /// The file, the block in it, and the line.
    pub anchor: String,
    pub reason: String,
}
